//! Values of the engine as parts of a sentence.

#[cfg(any(test, feature = "gallery"))]
pub mod examples;

use crate::format;
use crate::node::Node;
use crate::words::Words;
use engine::view::Message;
use engine::watch::notice::{Param, Value};
use engine::{Cap, Day, Month, Rate};

/// A day with its year.
pub fn day(words: &Words, day: Day) -> Node {
    Node::Text(format::full_day(words, day))
}

/// A month with its year.
pub fn month(words: &Words, month: Month) -> Node {
    Node::Text(format::month(words, month))
}

/// A number of things.
pub fn count(number: &impl ToString) -> Node {
    Node::Text(number.to_string())
}

/// A cap: an amount, or that there is none.
pub fn cap(words: &Words, cap: Option<Cap>) -> Node {
    match cap {
        Some(Cap::At(yen)) => words.yen(yen),
        Some(Cap::Unlimited) => Node::Text(words.say("cap.none")),
        None => Node::Text(words.say("cap.unknown")),
    }
}

/// 0.2 as it is said: 20%.
pub fn rate(rate: Rate) -> Node {
    Node::Text([&rate.percent(), "%"].concat())
}

/// A sentence of the engine's.
pub fn message(words: &Words, message: &Message) -> Vec<Node> {
    words.tell(message.key, &parameters(words, &message.params))
}

/// The parameters of a message.
pub fn parameters<'p>(words: &Words, params: &'p [Param]) -> Vec<(&'p str, Node)> {
    params.iter().map(|param| (param.name.as_str(), value(words, &param.value))).collect()
}

/// A parameter of a message.
fn value(words: &Words, value: &Value) -> Node {
    match value {
        Value::Day(on) => day(words, *on),
        Value::Month(of) => month(words, *of),
        Value::Months(all) => {
            let all: Vec<String> = all.iter().map(|of| format::month(words, *of)).collect();
            Node::Text(words.join(&all))
        }
        Value::Yen(yen) => words.yen(*yen), // tidy: takes one apart
        Value::Count(number) => count(number),
        Value::Text(text) => Node::Text(text.clone()),
        Value::Id(id) => Node::Text(words.scheme(id, id)),
        Value::Key(key) => Node::Text(words.say(key)),
    }
}
