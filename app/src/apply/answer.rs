//! Between what stands in the fields and what is answered: texts there, values here. Nothing is judged; that is the engine's.

use super::date;
use engine::Day;
use engine::form::Ask;
use serde_json::Value;
use std::collections::BTreeMap;

/// What stands in the fields, by their names: a day has several (`born_on.era`).
pub type Typed = BTreeMap<String, String>;

/// The answer in the fields of a question; `Null` when there is none.
pub fn read(ask: Ask, key: &str, typed: &Typed) -> Value {
    let field = |part: &str| typed.get(&[key, part].concat()).map_or("", String::as_str);
    let text = field("");
    let era = match field(".era") {
        "" => date::first_shown(key),
        chosen => chosen,
    };
    match ask {
        Ask::Day => date::written(era, field(".year"), field(".month"), field(".day")).into(),
        Ask::Month { .. } => {
            let month = date::written(era, field(".year"), field(".month"), "1");
            let emptied = field(".year").trim().is_empty() && field(".month").trim().is_empty();
            if emptied { "".into() } else { month.strip_suffix("-01").unwrap_or(&month).into() }
        }
        Ask::YesNo => match text {
            "yes" => true.into(),
            "no" => false.into(),
            _ => Value::Null,
        },
        // A box that is not ticked is an answer.
        Ask::Consent | Ask::Declaration => (text == "yes").into(),
        Ask::Choices { .. } => text.split(' ').filter(|code| !code.is_empty()).collect::<Vec<&str>>().into(),
        Ask::Yen => {
            let digits: String =
                date::digits(text).chars().filter(|letter| !",，円 ".contains(*letter)).collect();
            digits.parse::<i64>().map_or_else(|_| text.trim().into(), Value::from)
        }
        Ask::LongText { .. } => text.replace("\r\n", "\n").trim().into(),
        Ask::Files | Ask::Evidence { .. } => Value::Null,
        _ => text.trim().into(),
    }
}

/// Puts an answer into the fields of its question.
pub fn write(ask: Ask, key: &str, value: &Value, typed: &mut Typed) {
    let mut put = |part: &str, text: String| drop(typed.insert([key, part].concat(), text));
    let text = value.as_str().unwrap_or_default();
    match ask {
        Ask::Day | Ask::Month { .. } => {
            let whole = if matches!(ask, Ask::Day) { text.to_owned() } else { [text, "-01"].concat() };
            // As it was typed when it was kept.
            let as_typed = |_| {
                let mut parts = text.splitn(3, '-').map(str::to_owned);
                let mut next = || parts.next().unwrap_or_default();
                [date::first_shown(key).to_owned(), next(), next(), next()]
            };
            let parts = whole.parse::<Day>().map_or_else(as_typed, date::parts);
            for (part, text) in [".era", ".year", ".month", ".day"].into_iter().zip(parts) {
                put(part, text);
            }
        }
        Ask::YesNo => put("", if value == true { "yes" } else { "no" }.to_owned()),
        Ask::Consent | Ask::Declaration => put("", if value == true { "yes" } else { "" }.to_owned()),
        Ask::Choices { .. } => {
            let codes = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            put("", codes.collect::<Vec<&str>>().join(" "));
        }
        Ask::Yen => put("", value.as_i64().map_or_else(|| text.to_owned(), |yen| yen.to_string())),
        Ask::Files | Ask::Evidence { .. } => {}
        _ => put("", text.to_owned()),
    }
}

/// The question a field belongs to.
pub fn question_of(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const CHANGES: Ask = Ask::Choices { of: &["name", "address"] };

    fn typed(fields: &[(&str, &str)]) -> Typed {
        fields.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn what_is_typed_is_read() {
        let born = typed(&[("b.era", "showa"), ("b.year", "３１"), ("b.month", "4"), ("b.day", "2")]);
        assert_eq!(read(Ask::Day, "b", &born), "1956-04-02");
        assert_eq!(read(Ask::Month { not_before: None }, "b", &born), "1956-04");
        assert_eq!(read(Ask::Yen, "y", &typed(&[("y", "１２，３００円")])), 12_300);
        assert_eq!(read(Ask::Yen, "y", &typed(&[("y", "たくさん")])), "たくさん");
        assert_eq!(read(Ask::YesNo, "y", &typed(&[])), Value::Null);
        assert_eq!(read(Ask::YesNo, "y", &typed(&[("y", "no")])), false);
        assert_eq!(read(Ask::Consent, "y", &typed(&[])), false);
        assert_eq!(read(CHANGES, "c", &typed(&[("c", "name address")])), json!(["name", "address"]));
        assert_eq!(read(Ask::Text { longest: 9 }, "t", &typed(&[("t", "　山田 花子 ")])), "山田 花子");
    }

    #[test]
    fn an_answer_goes_into_the_fields_and_comes_back() {
        for (ask, value) in [
            (Ask::Day, json!("1956-04-02")),
            (Ask::Day, json!("8-2-30")),
            (Ask::Month { not_before: None }, json!("2026-11")),
            (Ask::YesNo, json!(false)),
            (Ask::Consent, json!(true)),
            (Ask::Declaration, json!(false)),
            (CHANGES, json!(["address"])),
            (Ask::Yen, json!(0)),
            (Ask::LongText { longest: 9 }, json!("一\n二")),
        ] {
            let mut fields = Typed::new();
            write(ask, "q", &value, &mut fields);
            assert_eq!(read(ask, "q", &fields), value);
        }
    }

    #[test]
    fn every_part_belongs_to_its_question() {
        assert_eq!(question_of("born_on.era"), "born_on");
        assert_eq!(question_of("name"), "name");
    }
}
