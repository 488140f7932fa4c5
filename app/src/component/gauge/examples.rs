//! The month of each kind of ledger.

use super::gauge;
use crate::gallery::{Example, Stage, example};

pub fn all(stage: &Stage) -> Vec<Example> {
    let people = stage.people.iter().filter(|known| !known.view.ledgers.is_empty());
    let shown = people.map(|known| {
        let gauges = known.view.ledgers.iter().map(|ledger| gauge(&stage.words, ledger));
        example(&known.told.facts.person.id, gauges)
    });
    shown.collect()
}
