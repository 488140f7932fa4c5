//! Parts of pages. One component, one file.

pub mod amounts;
pub mod crash;
pub mod frame;
pub mod freshness;
pub mod gauge;
pub mod link;
pub mod notice;
pub mod standing;
pub mod why;
