//! A story in each voice.

use super::{OFFICE, why};
use crate::gallery::{Around, Example, Stage, example};

pub fn all(stage: &Stage) -> Vec<Example> {
    let shown = |name, person, office: bool| {
        let mut around = Around::default();
        if office {
            around.desk.turn(OFFICE.to_owned());
        }
        let looks = stage.with(person, &around, |scene, known| {
            let charge = known.view.ledgers.first().and_then(|ledger| ledger.this_month.rows.last());
            charge.and_then(|row| why(scene, known, &row.charge, &row.facility))
        });
        example(name, looks)
    };
    vec![
        shown("上限の手前", "sample-hanako", false),
        shown("上限に達した", "sample-taro", false),
        shown("職員向け", "sample-taro", true),
    ]
}
