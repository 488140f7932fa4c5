//! Commands, for the person and for an officer who looks.

use super::{apply, order, read};
use crate::command::Order;
use crate::gallery::{Around, Example, Stage, example};
use crate::route::Route;

pub fn all(stage: &Stage) -> Vec<Example> {
    let shown = |name, officer| {
        let around = Around { officer, ..Around::default() };
        let looks = stage.with("sample-hanako", &around, |scene, _| {
            let say = |key: &str| scene.words.say(key);
            [
                order(scene, say("frame.sign_out"), Order::Leave),
                read(scene, say("notice.look"), Some(1), Route::Procedures),
                apply(scene, "procedures.apply", "renewal"),
            ]
        });
        example(name, looks)
    };
    vec![shown("本人", false), shown("職員", true)]
}
