//! The ways an application goes to whoever decides. A way is one file with one function; a third is a third file and a line here.

mod inbox;
pub mod package;
mod zip;

use super::Application;
use crate::problem::Problem;
use crate::store::{Patient, Tx};

/// A way.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq)]
pub enum Channel {
    /// The authority works in this hub: its inbox is the worklist.
    #[default]
    Inbox,
    /// The authority takes packages shaped like ぴったりサービス's.
    Package,
}

impl Channel {
    /// Sends it, in the transaction that records it: neither is there without the other.
    pub async fn send(self, tx: &mut Tx<'_>, patient: &Patient, sent: &Application) -> Result<(), Problem> {
        match self {
            Channel::Inbox => inbox::send(sent),
            Channel::Package => package::send(tx, patient, sent).await,
        }
    }
}
