//! What the engine makes of an application, beside what was answered: months, charges, first day, papers, each with its source. What is
//! worked out here is what the person saw.

use super::markup::{Markup, el};
use super::words::{filled, word};
use crate::application::Form;
use engine::Yen;
use engine::form::{Ask, FormView, QuestionView, Source, Start, Statement};
use engine::start_date::StartDate;
use serde_json::Value;

/// An amount as people read it.
pub fn yen(amount: Yen) -> String {
    let digits = amount.amount().unsigned_abs().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if amount < Yen::ZERO { "-" } else { "" };
    format!("{sign}{grouped}円")
}

/// A table with a heading for each column, which scrolls by itself where it is too wide.
pub fn table(name: &str, heads: &[&str], rows: Vec<Vec<Markup>>) -> Markup {
    let heads = heads.iter().map(|head| el("th", &[("scope", "col")], *head));
    let head = el("thead", &[], el("tr", &[], heads.collect::<Markup>()));
    let rows = rows.into_iter().map(|row| {
        let cells = row.into_iter().map(|cell| el("td", &[], cell));
        el("tr", &[], cells.collect::<Markup>())
    });
    let body = el("tbody", &[], rows.collect::<Markup>());
    let scroll = [("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", name)];
    el("div", &scroll, el("table", &[], [head, body]))
}

/// The answers, step by step, with where each was taken from.
pub fn answers(view: &FormView, form: &Form) -> Markup {
    let given = form.answers();
    let steps = view.steps.iter().map(|step| {
        let rows = step.questions.iter().filter(|question| !matches!(question.ask, Ask::Evidence { .. }));
        let rows = rows.map(|question| {
            let from = given.get(question.key).and_then(|answer| answer.from);
            vec![word(&format!("form.q.{}", question.key)).into(), answer(question), source(from).into()]
        });
        let name = word(&format!("form.step.{}", step.key));
        let rows: Vec<Vec<Markup>> = rows.collect();
        if rows.is_empty() {
            return Markup::default();
        }
        Markup::from([el("h3", &[], &*name), table(&name, &["項目", "答え", "出どころ"], rows)])
    });
    steps.collect()
}

fn source(from: Option<Source>) -> String {
    from.map_or_else(|| "本人が入力".to_owned(), |source| word(&format!("form.source.{}", source.code())))
}

/// An answer in words; of an access key no more than its end.
fn answer(question: &QuestionView) -> Markup {
    let Some(value) = &question.value else { return "（答えなし）".into() };
    let choice = |code: &str| word(&format!("form.choice.{}.{code}", question.key));
    match (question.ask, value) {
        (Ask::Choice { .. }, Value::String(code)) => choice(code).into(),
        (Ask::Choices { .. }, Value::Array(codes)) => {
            let codes: Vec<String> = codes.iter().filter_map(Value::as_str).map(choice).collect();
            codes.join("、").into()
        }
        (Ask::Files, Value::Array(files)) => format!("添付 {}件", files.len()).into(),
        (_, Value::Bool(true)) => "はい".into(),
        (_, Value::Bool(false)) => "いいえ".into(),
        (_, Value::String(text)) => text.as_str().into(),
        (_, other) => other.to_string().into(),
    }
}

/// Everything worked out.
pub fn evidence(view: &FormView) -> Markup {
    let papers = view.papers.iter().map(|paper| {
        let need = serde_json::to_value(paper.need).ok();
        let need = need.as_ref().and_then(Value::as_str).unwrap_or_default();
        vec![
            word(&format!("form.paper.{}", paper.key)).into(),
            word(&format!("form.need.{need}")).into(),
            word(&format!("form.paper_reason.{}", paper.reason)).into(),
            cited(paper.cite).into(),
        ]
    });
    Markup::from([
        view.statement.as_ref().map(statement).into(),
        view.start.as_ref().map(start).into(),
        view.lower_cap.as_ref().map(lower_cap).into(),
        view.claim.as_ref().map(claim).into(),
        el("h3", &[], "書類"),
        table("書類", &["書類", "いるか", "理由", "根拠"], papers.collect()),
    ])
}

fn statement(statement: &Statement) -> Markup {
    let months = statement.months.iter().filter(|month| !month.rows.is_empty() || month.of.qualifies);
    let rows = months.flat_map(|month| {
        let total = vec![
            el("strong", &[], month.of.month.to_string()),
            el("strong", &[], "月の合計"),
            el("strong", &[], yen(month.of.total10)),
            Markup::default(),
            el("strong", &[], if month.of.qualifies { "数える" } else { "数えない" }),
        ];
        let charges = month.rows.iter().map(|row| {
            vec![
                row.service_day.to_string().into(),
                row.facility.as_str().into(),
                yen(row.total10).into(),
                row.paid.map(yen).unwrap_or_default().into(),
                row.charge.as_str().into(),
            ]
        });
        std::iter::once(total).chain(charges).collect::<Vec<_>>()
    });
    let count = format!("数える月 {}／必要 {}", statement.count.count, statement.count.need);
    Markup::from([
        el("h3", &[], "医療費申告書（登録された医療費から）"),
        el("p", &[], format!("{count}。根拠：{}", cited(Some(statement.rule.cite)))),
        table(
            "医療費申告書",
            &["日", "医療機関", "総額（10割）", "窓口で払った額", "登録番号"],
            rows.collect(),
        ),
    ])
}

fn start(start: &Start) -> Markup {
    let row = |name: &str, date: Option<StartDate>, refund: Yen| {
        let (day, cite) = date.map_or_else(
            || ("決まりがありません".to_owned(), String::new()),
            |date| (date.start.to_string(), cited(Some(date.cite.id))),
        );
        vec![name.into(), day.into(), yen(refund).into(), cite.into()]
    };
    let rows = vec![
        row("理由なし", start.dates.ordinary, start.refund.ordinary),
        row("やむを得ない理由あり", start.dates.unavoidable, start.refund.unavoidable),
    ];
    let chosen = if start.with_reason {
        "本人は理由があると答えています。"
    } else {
        "本人は理由をあげていません。"
    };
    Markup::from([
        el("h3", &[], "開始日（申請を受けた日で計算）"),
        el("p", &[], chosen),
        table("開始日", &["場合", "開始日", "戻る見込み", "根拠"], rows),
    ])
}

fn lower_cap(lower: &engine::form::LowerCap) -> Markup {
    let saved = lower.saving.in_the_window.map(yen).unwrap_or_default();
    let words = format!("適用される月 {}（未確認）。12か月の差の見込み {saved}", lower.effective);
    Markup::from([el("h3", &[], "高額かつ長期"), el("p", &[], words)])
}

fn claim(claim: &engine::form::Claim) -> Markup {
    let rows = claim.rows.iter().map(|row| {
        vec![
            row.service_day.to_string().into(),
            row.facility.as_str().into(),
            yen(row.amount).into(),
            word(&format!("settle.reason.{}", row.reason)).into(),
            row.charge.as_str().into(),
        ]
    });
    Markup::from([
        el("h3", &[], "償還払い（見込み）"),
        el("p", &[], format!("合計 {}", yen(claim.total))),
        table("償還払い", &["日", "医療機関", "戻る額", "理由", "登録番号"], rows.collect()),
    ])
}

/// The text something rests on.
fn cited(id: Option<&str>) -> String {
    let Some(cite) = id.and_then(engine::book::cite) else { return String::new() };
    let article = cite.article.unwrap_or_default();
    cite.law.or(cite.source).map(|text| format!("{text}{article}")).unwrap_or_default()
}

/// What it says at the top: kind, and why it could be begun.
pub fn about(view: &FormView) -> String {
    let kind = word(&format!("form.kind.{}", view.kind.code()));
    format!("{kind}（{}）", filled(view.opened.why, &view.opened.params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_grouped() {
        for (amount, words) in
            [(0, "0円"), (999, "999円"), (33_331, "33,331円"), (-1_000_000, "-1,000,000円")]
        {
            assert_eq!(yen(Yen::new(amount)), words);
        }
    }
}
