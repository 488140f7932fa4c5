//! Parts of pages. One component, one folder or file.

pub mod crash;
pub mod frame;
pub mod freshness;
pub mod gauge;
pub mod heading;
pub mod ledger;
pub mod standing;
