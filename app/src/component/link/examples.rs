//! Links and buttons.

use super::{about, button, link, quiet, turn};
use crate::action::Do;
use crate::gallery::{Example, Stage, example};
use crate::route::Route;

pub fn all(stage: &Stage) -> Vec<Example> {
    let say = |key: &str| stage.words.say(key);
    vec![
        example("リンク", [link(Route::Payments(None), say("gauge.details"))]),
        example("ボタン", [button(say("payments.print"), Do::Refresh)]),
        example("控えめなボタン", [quiet(say("fresh.again"), Do::Refresh)]),
        example("開く", [turn(say("why.ask"), "one", false).with(about("甲病院"))]),
        example("開いている", [turn(say("why.ask"), "one", true).with(about("甲病院"))]),
    ]
}
