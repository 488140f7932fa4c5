//! Packs: the published rules of local schemes (地方単独), as data keyed by 団体コード (RULES §4).
//!
//! A pack carries its own citations and its own worked cases, and is refused when one of them fails: at the build for those in
//! `engine/book/packs/*.toml`, at run time for one read from JSON ([`read`]).

mod rule;

pub use rule::{
    Case, CaseRow, Certainty, Counted, KINDS, List, Pack, PackCite, PackDue, PackFault, Paid, Per, Rule,
    SETTINGS, Text, Visit,
};

use crate::civil::Day;
use crate::yen::Yen;
use std::borrow::Cow;

include!(concat!(env!("OUT_DIR"), "/book_packs.rs"));

/// The packs of the book.
pub fn packs() -> &'static [Pack] {
    &PACKS
}

/// The pack a certificate names: `local:282103/kodomo`, or 団体コード and id.
pub fn pack(scheme: &str) -> Option<&'static Pack> {
    find(&PACKS, scheme)
}

/// The pack a certificate names, among packs read at run time.
pub fn find<'a>(packs: &'a [Pack], scheme: &str) -> Option<&'a Pack> {
    let (authority, id) = scheme.strip_prefix("local:").unwrap_or(scheme).split_once('/')?;
    packs.iter().find(|pack| pack.authority == authority && pack.id == id)
}

/// Why a pack was refused.
#[derive(Debug)]
pub enum Refused {
    /// It is no pack.
    Unreadable(serde_json::Error),
    /// It is one, but wrong.
    Faults(Vec<PackFault>),
}

/// Reads a pack from JSON and runs its worked cases; a pack with any fault is refused.
pub fn read(json: &str) -> Result<Pack, Refused> {
    let pack: Pack = serde_json::from_str(json).map_err(Refused::Unreadable)?;
    let faults = pack.faults();
    if faults.is_empty() { Ok(pack) } else { Err(Refused::Faults(faults)) }
}

/// What is due for a visit: `min(insurance self-pay, what the rule still allows)`. `earlier` are the visits registered before it.
pub fn assess(pack: &Pack, conditions: &[Text], earlier: &[Paid], visit: &Visit) -> Result<Yen, PackFault> {
    pack.assess(conditions, earlier, visit).map(|answer| answer.due)
}

impl Certainty {
    /// The same word of the book.
    pub fn status(self) -> super::Status {
        match self {
            Certainty::Confirmed => super::Status::Confirmed,
            Certainty::Unconfirmed => super::Status::Unconfirmed,
        }
    }
}
