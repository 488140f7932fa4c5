//! What the engine shows in place of a question: every amount and every day on it is the engine's.

use crate::component::amounts::{cap, count, day, month};
use crate::format;
use crate::node::{Element, Node, el};
use crate::words::Words;
use engine::form::{Claim, Evidence, FormView, LowerCap, Start, Statement, StatementMonth};
use engine::start_date::{Bound, StartDate};
use engine::watch::Reapplication;

/// The evidence of a kind; `None` where there is nothing to show.
pub fn evidence(words: &Words, view: &FormView, of: Evidence) -> Option<Element> {
    match of {
        Evidence::Statement => view.statement.as_ref().map(|statement| told_statement(words, statement)),
        Evidence::Start => Some(match &view.start {
            Some(start) => el("div").with(live(words, start)).with(reasons(words, start)),
            None => el("p.live").with(words.say("apply.live.no_start")),
        }),
        Evidence::LowerCap => view.lower_cap.as_ref().map(|lower| told_lower_cap(words, lower)),
        Evidence::Claim => view.claim.as_ref().map(|claim| told_claim(words, claim)),
        Evidence::Right => view.right.as_ref().map(|right| told_right(words, right)),
    }
}

/// 医療費申告書
fn told_statement(words: &Words, statement: &Statement) -> Element {
    let parameters = [("count", count(&statement.count.count)), ("need", count(&statement.count.need))];
    let column = |key: &str| el("th").set("scope", "col").with(words.say(key));
    let head = el("tr")
        .with(column("payments.month"))
        .with(column("payments.total10").set("class", "number"))
        .with(column("watch.counts"));
    // Months without any cost would only make the way to the question longer.
    let some = |month: &&StatementMonth| !month.of.total10.is_zero();
    let rows: Vec<Element> =
        statement.months.iter().filter(some).map(|month| month_row(words, month)).collect();
    let left_out = rows.len() < statement.months.len();
    let details: Vec<Element> = statement
        .months
        .iter()
        .filter(|month| !month.rows.is_empty())
        .map(|month| charges(words, month))
        .collect();
    let table = el("table.months-table")
        .with(el("caption.visually-hidden").with(words.say("apply.evidence.months")))
        .with(el("thead").with(head))
        .with(el("tbody").with(rows));
    el("section.card")
        .set("data-evidence", "statement")
        .with(
            el("p")
                .set("data-count", statement.count.count.to_string())
                .with(words.tell("watch.of_need", &parameters)),
        )
        .with(table)
        .with(left_out.then(|| el("p.support").with(words.say("apply.evidence.other_months"))))
        .with(el("p.support").with(words.say("apply.evidence.from_charges")))
        .with(el("details").with(el("summary").with(words.say("apply.evidence.each"))).with(
            if details.is_empty() { vec![el("p").with(words.say("apply.evidence.none"))] } else { details },
        ))
}

fn month_row(words: &Words, month: &StatementMonth) -> Element {
    let key = match (month.of.counted, month.of.qualifies) {
        (_, true) => "watch.counts.yes",
        (true, false) => "watch.counts.no",
        (false, false) => "watch.counts.cut_off",
    };
    el(if month.of.qualifies { "tr.yes" } else { "tr" })
        .with(el("th").set("scope", "row").with(format::month(words, month.of.month)))
        .with(el("td.number").with(vec![words.yen(month.of.total10)]))
        .with(el("td").with(words.say(key)))
}

fn charges(words: &Words, month: &StatementMonth) -> Element {
    let rows: Vec<Element> = month
        .rows
        .iter()
        .map(|row| {
            el("li")
                .with([&format::day(words, row.service_day), " ", &row.facility, " "].concat())
                .with(vec![words.yen(row.total10)])
        })
        .collect();
    el("div").with(el("p").with(el("b").with(format::month(words, month.of.month)))).with(el("ul").with(rows))
}

/// The line that goes along with the answers: from when, and what may come back.
pub fn live(words: &Words, start: &Start) -> Element {
    let (date, refund) = if start.with_reason {
        (start.dates.unavoidable, start.refund.unavoidable)
    } else {
        (start.dates.ordinary, start.refund.ordinary)
    };
    let Some(date) = date else { return el("p.live").with(words.say("apply.live.no_start")) };
    let refund = if refund.is_zero() {
        el("p").with(words.say("apply.live.no_refund"))
    } else {
        el("p")
            .set("data-refund", refund.amount().to_string())
            .with(words.tell("apply.live.refund", &[("yen", words.yen(refund))]))
    };
    el("div.live")
        .set("role", "status")
        .set("data-start", date.start.to_string())
        .with(el("p.live__start").with(words.tell("apply.live.start", &[("day", day(words, date.start))])))
        .with(refund)
        .with(el("p.support").with(words.say("apply.live.estimate")))
}

/// Why that day, and until when one loses nothing.
fn reasons(words: &Words, start: &Start) -> Element {
    let date = if start.with_reason { start.dates.unavoidable } else { start.dates.ordinary };
    let by = if start.with_reason { start.apply_by.unavoidable } else { start.apply_by.ordinary };
    let by = by.map(|on| el("p").with(words.tell("apply.live.apply_by", &[("day", day(words, on))])));
    el("details")
        .with(el("summary").with(words.say("apply.live.why")))
        .with(
            date.map(|date| el("p").with(words.tell(bound(&date), &[("months", count(&date.months_back))]))),
        )
        .with(by)
}

fn bound(date: &StartDate) -> &'static str {
    match date.bound_by {
        Bound::DayAfterTrigger => "apply.bound.day_after_trigger",
        Bound::DayOfDiagnosis => "apply.bound.day_of_diagnosis",
        Bound::MonthsBeforeApplication => "apply.bound.months_before_application",
        Bound::FirstDayOfTheRule => "apply.bound.first_day_of_the_rule",
        Bound::ApplicationDay => "apply.bound.application_day",
    }
}

fn told_lower_cap(words: &Words, lower: &LowerCap) -> Element {
    el("section.card")
        .set("data-evidence", "lower_cap")
        .with(
            el("dl.facts")
                .with(line(words, "long.lower_cap", Some(cap(words, Some(lower.saving.lower_cap)))))
                .with(line(words, "long.saved", lower.saving.in_the_window.map(|saved| words.yen(saved))))
                .with(line(words, "long.effective", Some(month(words, lower.effective))))
                .with(line(words, "long.apply_by", Some(day(words, lower.apply_by)))),
        )
        .with(el("p.support").with(words.say("apply.live.estimate")))
}

/// A day or an amount and what it is.
fn line(words: &Words, key: &str, value: Option<Node>) -> Option<Element> {
    value.map(|value| el("div").with(el("dt").with(words.say(key))).with(el("dd").with(vec![value])))
}

/// What is claimed back, charge by charge.
fn told_claim(words: &Words, claim: &Claim) -> Element {
    if claim.rows.is_empty() {
        return el("section.card")
            .set("data-evidence", "claim")
            .with(el("p").with(words.say("apply.claim.none")));
    }
    let rows = claim.rows.iter().map(|row| {
        el("li")
            .with([&format::day(words, row.service_day), " ", &row.facility, " "].concat())
            .with(vec![words.yen(row.amount)])
            .with(el("p.support").with(words.name("settle.reason", row.reason)))
    });
    let total = el("p.answer").with(words.tell("apply.claim.total", &[("yen", words.yen(claim.total))]));
    let elsewhere = (!claim.at_facilities.is_zero()).then(|| {
        el("p.support")
            .with(words.tell("apply.claim.at_facilities", &[("yen", words.yen(claim.at_facilities))]))
    });
    el("section.card")
        .set("data-evidence", "claim")
        .with(total)
        .with(el("ul").with(rows.collect::<Vec<Element>>()))
        .with(elsewhere)
        .with(el("p.support").with(words.say("apply.live.estimate")))
}

fn told_right(words: &Words, right: &Reapplication) -> Element {
    let parameters = [("from", day(words, right.notified_on)), ("until", day(words, right.until))];
    el("section.card")
        .set("data-evidence", "right")
        .with(el("p").with(words.tell("reapply.text", &parameters)))
}
