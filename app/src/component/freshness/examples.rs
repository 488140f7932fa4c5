//! As of when.

use super::freshness;
use crate::gallery::{Around, Example, Stage, example};
use crate::net::Trouble;

pub fn all(stage: &Stage) -> Vec<Example> {
    let shown = |name, trouble| {
        let around = Around { trouble, ..Around::default() };
        example(name, stage.with("sample-hanako", &around, |scene, _| freshness(scene)))
    };
    vec![shown("いまの内容", None), shown("最新ではない", Some(Trouble::Offline))]
}
