//! What there is besides ledgers.

use super::standing;
use crate::gallery::{Example, Stage, example};

pub fn all(stage: &Stage) -> Vec<Example> {
    let shown = stage.people.iter().map(|known| (known, standing(&stage.words, known)));
    let shown = shown.filter(|(_, looks)| !looks.is_empty());
    shown.map(|(known, looks)| example(&known.told.facts.person.id, looks)).collect()
}
