//! What the last look at each source gave, each state with its own advice.

use crate::facts::{Facts, FetchState};
use crate::order;
use serde::Serialize;

/// The state of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceView {
    /// Which.
    pub source: String,
    /// What the last look gave.
    pub state: FetchState,
    /// Message key of what that means for the person; none when all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<&'static str>,
    /// When we looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<String>,
    /// When what is shown was true.
    pub good_at: Option<String>,
    /// The source's own reason, as it came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Every source of the person. What is undisclosed looks like nothing there (RULES §16.8).
pub fn sources(facts: &Facts) -> Vec<SourceView> {
    let mut views: Vec<SourceView> = facts
        .sources
        .iter()
        .filter(|_| !facts.person.undisclosed)
        .map(|source| {
            let hidden = source.state == FetchState::Undisclosed;
            let state = if hidden { FetchState::NoneConfirmed } else { source.state.clone() };
            SourceView {
                source: source.source.clone(),
                advice: advice(&state),
                state,
                looked_at: source.looked_at.clone(),
                good_at: source.good_at.clone(),
                reason: source.reason.clone().filter(|_| !hidden),
            }
        })
        .collect();
    order::sort_by(&mut views, |a, b| a.source.cmp(&b.source));
    views
}

/// Nothing there, could not look, declined, still working and not connected are five different things (FEATURES fact 6).
fn advice(state: &FetchState) -> Option<&'static str> {
    match state {
        FetchState::Present => None,
        FetchState::NoneConfirmed | FetchState::Undisclosed => Some("standing.none_confirmed"),
        FetchState::Error => Some("standing.error"),
        FetchState::Pending => Some("standing.pending"),
        FetchState::ConsentDeclined => Some("standing.consent_declined"),
        FetchState::NotConnected => Some("standing.not_connected"),
        FetchState::Other(_) => Some("standing.unknown"),
    }
}
