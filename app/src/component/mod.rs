//! Parts of pages. One component, one file.

pub mod amounts;
pub mod field;
pub mod frame;
pub mod freshness;
pub mod gauge;
pub mod link;
pub mod notice;
pub mod order;
pub mod paper;
pub mod preview;
pub mod standing;
pub mod staying;
pub mod why;
