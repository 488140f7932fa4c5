//! Notices: every kind that a sample person has, and what may become of one.

use super::{notice, told};
use crate::gallery::{Around, Example, Stage, example};
use crate::sample;
use std::collections::BTreeSet;

pub fn all(stage: &Stage) -> Vec<Example> {
    let mut seen = BTreeSet::new();
    let mut examples = Vec::new();
    for known in &stage.people {
        let id = &known.told.facts.person.id;
        for one in known.news.notices.iter().filter(|one| seen.insert(&one.key)) {
            let shown = stage.with(id, &Around::default(), |scene, _| notice(scene, one));
            examples.push(example(&one.key, [shown]));
        }
    }
    let [_, _, papers] = sample::papers(stage.person("sample-hanako"));
    let around = Around { papers, ..Around::default() };
    stage.with("sample-hanako", &around, |scene, _| {
        for one in around.papers.notices.there().into_iter().flatten() {
            examples.push(example(&one.change, [told(scene, one)]));
        }
    });
    examples
}
