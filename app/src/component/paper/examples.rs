//! The head of a sheet; it is seen on paper only.

use super::head;
use crate::gallery::{Example, Stage, example};

pub fn all(stage: &Stage) -> Vec<Example> {
    let known = stage.person("sample-hanako");
    vec![example("印刷したときだけ", [head(&stage.words, known, None)])]
}
