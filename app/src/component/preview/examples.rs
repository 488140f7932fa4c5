//! The officer's banner.

use super::banner;
use crate::gallery::{Around, Example, Stage, example};
use crate::sample;

pub fn all(stage: &Stage) -> Vec<Example> {
    let acting = sample::acting();
    let around = Around { officer: true, ..Around::default() };
    stage.with("sample-hanako", &around, |scene, _| {
        vec![
            example("見ている", [banner(scene, Some(&acting))]),
            example("だれかまだわからない", [banner(scene, None)]),
        ]
    })
}
