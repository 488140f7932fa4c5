//! Before a session ends.

use super::staying;
use crate::gallery::{Around, Example, Stage, example};
use crate::told::Papers;

pub fn all(stage: &Stage) -> Vec<Example> {
    let around = Around { papers: Papers { ending: true, ..Papers::default() }, ..Around::default() };
    vec![example("まもなく終わる", stage.with("sample-hanako", &around, |scene, _| staying(scene)))]
}
