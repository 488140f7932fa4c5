//! Fields: as they stand empty, filled and wrong.

use super::{Field, choice, day, line, summary};
use crate::gallery::{Around, Example, Stage, example};

pub fn all(stage: &Stage) -> Vec<Example> {
    let words = &stage.words;
    let field = |wrong, value| Field {
        name: "facility",
        label: "receipt.facility",
        hint: Some("receipt.paid.hint"),
        wrong,
        value,
    };
    let wrong = Some("receipt.wrong.facility_missing");
    let choices =
        [("hospital", words.name("provider", "hospital")), ("clinic", words.name("provider", "clinic"))];
    stage.with("sample-hanako", &Around::default(), |scene, _| {
        vec![
            example("空", [line(scene, &field(None, ""), false)]),
            example("記入あり", [line(scene, &field(None, "丙医院"), false)]),
            example(
                "金額",
                [line(scene, &Field { label: "receipt.paid", hint: None, ..field(None, "2000") }, true)],
            ),
            example("誤り", [line(scene, &field(wrong, ""), false)]),
            example("選ぶ", [choice(scene, &Field { hint: None, ..field(None, "clinic") }, &choices)]),
            example("日", [day(scene, &field(None, ""), |_| "1")]),
            example("日の誤り", [day(scene, &field(wrong, ""), |_| "")]),
            example(
                "誤りのまとめ",
                [summary(
                    words.say("receipt.wrongs"),
                    vec![("facility", words.tell("receipt.wrong.facility_missing", &[]))],
                )],
            ),
        ]
    })
}
