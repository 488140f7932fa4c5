//! The decision: a certificate filled in from what is known and worked out, a refusal, or an acceptance without a certificate.

use super::case::{Case, hidden};
use super::markup::{Markup, el, only_if, void};
use super::page::{button, form, question};
use crate::application::{self, Decision};
use crate::change::ChangeDocument;
use crate::clock;
use crate::problem::Problem;
use crate::store::Kind as Fact;
use engine::Day;
use engine::book::start::longest_validity;
use engine::facts::Certificate;
use engine::form::Kind;
use serde::Deserialize;
use serde_json::{Value, json};

/// What the forms send.
#[derive(Default, Deserialize)]
pub struct Entry {
    #[serde(default)]
    pub token: String,
    #[serde(default)]
    pub note: String,
    /// `grant`, `accept` or `refuse`.
    #[serde(default)]
    pub outcome: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub cap: String,
    #[serde(default)]
    pub income_class: String,
    #[serde(default)]
    pub payer_number: String,
    #[serde(default)]
    pub recipient_number: String,
    #[serde(default)]
    pub mild: String,
    #[serde(default)]
    pub notified_on: String,
    /// Why not, as the person reads it.
    #[serde(default)]
    pub refusal: String,
    /// Made with the page, so that pressing twice is one decision.
    #[serde(default)]
    pub version: String,
}

const INCOME_CLASSES: [(&str, &str); 7] = [
    ("", "えらんでください"),
    ("public_assistance", "生活保護"),
    ("low1", "低所得Ⅰ"),
    ("low2", "低所得Ⅱ"),
    ("middle1", "一般所得Ⅰ"),
    ("middle2", "一般所得Ⅱ"),
    ("upper", "上位所得"),
];

/// Ends without a certificate of its own.
fn is_accepted(kind: Option<Kind>) -> bool {
    matches!(kind, Some(Kind::Refund | Kind::Change))
}

/// The certificate that the application is about, where there is one already.
fn standing(case: &Case) -> Option<&Certificate> {
    let answers = case.application.form.answers();
    let id = answers.get("certificate")?.value.as_str()?.to_owned();
    case.facts.certificates.iter().find(|certificate| certificate.id == id)
}

impl Entry {
    /// What is known before anybody has typed: first day as worked out, the longest time the rule allows, what the certificate says now.
    pub fn of(case: &Case) -> Entry {
        let view = application::evidence(&case.rows, &case.application).ok().flatten();
        let today = clock::today();
        let worked_out = view.as_ref().and_then(|view| view.start.as_ref()).and_then(|start| {
            let date = if start.with_reason { start.dates.unavoidable } else { start.dates.ordinary };
            date.map(|date| date.start)
        });
        let before = standing(case);
        let lower = view.as_ref().and_then(|view| view.lower_cap.as_ref());
        let from = match case.application.form.kind() {
            Some(Kind::HighCostLongTerm) => lower.map(|lower| lower.effective.first()),
            Some(Kind::Renewal) => worked_out.or_else(|| before.map(|one| one.valid.until.next())),
            Some(Kind::Registration) => Some(today),
            _ => worked_out,
        };
        let from = from.unwrap_or(today);
        let until = match (case.application.form.kind(), before) {
            (Some(Kind::HighCostLongTerm), Some(before)) => before.valid.until,
            _ => longest_validity(&case.application.form.scheme, from)
                .map_or(from, |longest| from.plus_months(longest.value.months).previous()),
        };
        let lower_cap = lower.map(|lower| lower.saving.lower_cap).or_else(|| before?.cap_on(from));
        let cap = lower_cap.and_then(|cap| serde_json::to_value(cap).ok());
        let income = before.and_then(|one| one.income_class.as_ref());
        Entry {
            from: from.to_string(),
            until: until.to_string(),
            cap: cap.as_ref().and_then(Value::as_i64).map(|cap| cap.to_string()).unwrap_or_default(),
            income_class: income.map(|class| class.code().to_owned()).unwrap_or_default(),
            payer_number: before
                .and_then(|one| one.payer_number.clone())
                .map(|one| one.0)
                .unwrap_or_default(),
            recipient_number: before
                .and_then(|one| one.recipient_number.clone())
                .map(|one| one.0)
                .unwrap_or_default(),
            notified_on: today.to_string(),
            version: format!("decision-{}", case.application.sequence),
            ..Entry::default()
        }
    }
}

/// The forms with which it is decided.
pub fn forms(case: &Case, entry: &Entry, slips: &[(&str, &str)]) -> Markup {
    let slip = |field: &str| slips.iter().find(|(id, _)| *id == field).map(|(_, words)| *words);
    let input = |id: &'static str, words: &str, hint: &str, kind: &'static str, value: &str| {
        question(id, words, hint, slip(id), |described| {
            let invalid = only_if(slip(id).is_some(), ("aria-invalid", "true"));
            let described = only_if(!described.is_empty(), ("aria-describedby", described));
            let own = [("id", id), ("name", id), ("type", kind), ("value", value), ("autocomplete", "off")];
            void("input", &[&own[..], &[invalid, described]].concat())
        })
    };
    let kind = case.application.form.kind();
    let decision = case.address("/decision");
    let token = case.signed.token.as_str();
    let version = || hidden("version", &entry.version);
    let yes = if is_accepted(kind) {
        let note = input("note", "本人へのことば", "支払いの時期など。本人がそのまま読みます。", "text", "");
        let fields = [hidden("outcome", "accept"), version(), note, button("承認する", "")];
        Markup::from([el("h2", &[], "承認"), form(&decision, token, fields)])
    } else if kind == Some(Kind::Registration) {
        let from = input("from", "有効期間の開始日", "", "date", &entry.from);
        let fields = [hidden("outcome", "grant"), version(), from, button("登録者証を交付する", "")];
        Markup::from([el("h2", &[], "交付"), form(&decision, token, fields)])
    } else {
        let options = INCOME_CLASSES.iter().map(|(code, words)| {
            let chosen = only_if(*code == entry.income_class, ("selected", ""));
            el("option", &[("value", *code), chosen], *words)
        });
        let options: Markup = options.collect();
        let income = question("income_class", "所得区分", "", slip("income_class"), |_| {
            el("select", &[("id", "income_class"), ("name", "income_class")], options)
        });
        let worked_out = "計算した日が入っています。変えるときは、理由を記録に残してください。";
        let fields = [
            hidden("outcome", "grant"),
            version(),
            input("from", "開始日", worked_out, "date", &entry.from),
            input("until", "終了日", "", "date", &entry.until),
            input("cap", "月の自己負担上限額（円）", "", "text", &entry.cap),
            income,
            input("payer_number", "公費負担者番号", "", "text", &entry.payer_number),
            input("recipient_number", "受給者番号", "", "text", &entry.recipient_number),
            button("認定する", ""),
        ];
        Markup::from([el("h2", &[], "認定"), form(&decision, token, fields)])
    };
    let mild = el(
        "label",
        &[],
        [
            void("input", &[("type", "checkbox"), ("name", "mild"), ("value", "yes")]),
            " 軽症のため（12か月以内の再申請ができることを本人に知らせます）".into(),
        ],
    );
    let fields = [
        hidden("outcome", "refuse"),
        version(),
        mild,
        input("notified_on", "通知日", "", "date", &entry.notified_on),
        input("refusal", "理由", "本人がそのまま読みます。", "text", ""),
        button("不認定にする", "quiet"),
    ];
    Markup::from([yes, el("h2", &[], "不認定"), form(&decision, token, fields)])
}

/// What is wrong with it: a field's id and words.
type Slips = Vec<(&'static str, &'static str)>;

/// The decision that was typed.
pub fn read(case: &Case, entry: &Entry) -> Result<Result<Decision, Slips>, Problem> {
    let officer = case.signed.officer.id.clone();
    let note = entry.note.trim().to_owned();
    let mut slips = Slips::new();
    match entry.outcome.as_str() {
        "accept" if is_accepted(case.application.form.kind()) => {
            if note.is_empty() {
                slips.push(("note", "本人へのことばを書いてください。"));
                return Ok(Err(slips));
            }
            Ok(Ok(Decision::Accepted { officer, note }))
        }
        "refuse" => {
            let notified_on: Option<Day> = entry.notified_on.parse().ok();
            if notified_on.is_none() {
                slips.push(("notified_on", "通知日を入れてください。"));
            }
            if entry.refusal.trim().is_empty() {
                slips.push(("refusal", "理由を書いてください。"));
            }
            let note = entry.refusal.trim().to_owned();
            Ok(notified_on.filter(|_| slips.is_empty()).map_or(Err(slips), |notified_on| {
                Ok(Decision::Refused { officer, mild: entry.mild == "yes", notified_on, note })
            }))
        }
        "grant" => {
            let fact = match fact(case, entry) {
                Ok(fact) => fact,
                Err(slips) => return Ok(Err(slips)),
            };
            let (id, replaces) = identity(case);
            let history_key = format!("{}-{}", case.application.receipt, entry.version);
            let change = ChangeDocument { officer, history_key, replaces, fact };
            Ok(Ok(Decision::Granted { certificate: id, change }))
        }
        _ => Err(Problem::unreadable("outcome", "grant, accept or refuse")),
    }
}

/// Which certificate it becomes, and the version it replaces: of a change to one that runs, that one; else a new one.
fn identity(case: &Case) -> (String, Option<String>) {
    let changes = case.application.form.kind() == Some(Kind::HighCostLongTerm);
    match standing(case).filter(|_| changes) {
        Some(before) => {
            let newest =
                case.rows.iter().rev().find(|row| row.kind == Fact::Certificate && row.id == before.id);
            (before.id.clone(), newest.map(|row| row.history_key.clone()))
        }
        None => (format!("c-{}", case.application.receipt), None),
    }
}

fn fact(case: &Case, entry: &Entry) -> Result<Value, Slips> {
    let mut slips = Slips::new();
    let day = |text: &str| text.parse::<Day>().ok();
    let from = day(&entry.from);
    if from.is_none() {
        slips.push(("from", "開始日を入れてください。"));
    }
    if case.application.form.kind() == Some(Kind::Registration) {
        return from.map(|from| json!({ "scheme": case.application.form.scheme, "from": from })).ok_or(slips);
    }
    let until = day(&entry.until);
    if until.is_none() || until < from {
        slips.push(("until", "開始日より後の日を入れてください。"));
    }
    let cap: Option<i64> = entry.cap.trim().replace(',', "").parse().ok().filter(|cap| *cap >= 0);
    if cap.is_none() {
        slips.push(("cap", "上限額を、数字（円）で入れてください。"));
    }
    let (Some(from), Some(until), Some(cap), true) = (from, until, cap, slips.is_empty()) else {
        return Err(slips);
    };
    let before = standing(case);
    let changes = case.application.form.kind() == Some(Kind::HighCostLongTerm);
    let mut fact = before
        .and_then(|before| serde_json::to_value(before).ok())
        .unwrap_or_else(|| json!({ "name": "特定医療費（指定難病）受給者証" }));
    fact["scheme"] = case.application.form.scheme.as_str().into();
    fact["decided_on"] = clock::today().to_string().into();
    let entry_of_cap = json!({ "from": from, "cap": cap });
    if let (true, Some(before)) = (changes, before) {
        // The certificate goes on as it is; from that day it has another cap.
        fact["valid"] = json!({ "from": before.valid.from, "until": until });
        let mut caps: Vec<Value> = before
            .caps
            .iter()
            .filter(|cap| cap.from < from)
            .filter_map(|cap| serde_json::to_value(cap).ok())
            .collect();
        caps.push(entry_of_cap);
        fact["caps"] = caps.into();
        fact["traits"]["high_cost_long_term"] = true.into();
    } else {
        fact["valid"] = json!({ "from": from, "until": until });
        fact["caps"] = json!([entry_of_cap]);
        let answers = case.application.form.answers();
        let said = |key: &str| answers.get(key).map(|answer| answer.value.clone());
        if let Some(disease) = said("disease_name") {
            fact["diseases"] = json!([disease]);
        }
        if said("ventilator") == Some(true.into()) {
            fact["traits"]["ventilator"] = true.into();
        }
        if matches!(case.application.form.kind(), Some(Kind::MildHighCost | Kind::Reapplication)) {
            fact["traits"]["mild_high_cost"] = true.into();
        }
    }
    for (field, typed) in [
        ("income_class", &entry.income_class),
        ("payer_number", &entry.payer_number),
        ("recipient_number", &entry.recipient_number),
    ] {
        if !typed.trim().is_empty() {
            fact[field] = typed.trim().into();
        }
    }
    Ok(fact)
}
