//! The electronic 自己負担上限額管理票: what was due, charge by charge, in the order of registration.

pub mod kernel;
