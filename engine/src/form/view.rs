//! A form as it stands: what a page shows, and what the hub checks.

use super::access_key;
use super::claim::{self, Claim};
use super::description::{Ask, Evidence, Question, Step};
use super::given::{Answers, FILES_BYTES, Offer, Source};
use super::open::{self, Opened};
use super::paper::{self, PaperView};
use super::problem::{self, MISSING, NOT_ASKED, NOT_ENOUGH, NOT_OFFERED, PROBLEMS, Problem, TOO_LARGE};
use super::scene::Scene;
use super::statement::{self, Statement};
use super::{Kind, kinds};
use crate::book::Status;
use crate::civil::{Day, Month};
use crate::start_date::StartDate;
use crate::watch::high_cost_long_term::{Saving, State};
use crate::watch::mild_high_cost::ByReason;
use crate::watch::{Certainty, Reapplication};
use crate::yen::Yen;
use serde::Serialize;
use serde_json::Value;

/// A form as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FormView {
    /// Which.
    pub kind: Kind,
    /// 法別番号 of what is applied for.
    pub scheme: String,
    /// The day it is worked out for; what is sent is dated by the hub.
    pub as_of: Day,
    /// May it be begun today?
    pub opened: Opened,
    /// Message key of who decides.
    pub decides: &'static str,
    /// 団体コード of who decides, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// The steps that are asked.
    pub steps: Vec<StepView>,
    /// The papers.
    pub papers: Vec<PaperView>,
    /// 医療費申告書.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
    /// From when the certificate would count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// The lower cap.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lower_cap: Option<LowerCap>,
    /// What is claimed back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// The right to apply again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<Reapplication>,
    /// Bytes of all files together, and how many there may be.
    pub bytes: [u64; 2],
    /// What keeps it from being sent, in the order of the questions.
    pub missing: Vec<Missing>,
    /// Can it be sent?
    pub ready: bool,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepView {
    /// Key.
    pub key: &'static str,
    /// How far it is.
    pub state: StepState,
    /// Its questions that are asked.
    pub questions: Vec<QuestionView>,
}

/// How far a step is; the words are under `form.state.`.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// 済
    Done,
    /// 途中
    Begun,
    /// これから
    ToCome,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionView {
    /// Key.
    pub key: &'static str,
    /// What an answer is.
    pub ask: Ask,
    /// Can the form be sent without it?
    pub needed: bool,
    /// The answer so far; of an access key what may be shown of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Where the answer was taken from; none: typed by the person, or not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Source>,
    /// What could be taken over, if the person agrees to this item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// What is wrong with the answer that is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// The text that asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cite: Option<&'static str>,
    /// The certificates to choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<CertificateChoice>,
    /// The form of the answer is assumed, and is shown as 未確認.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub assumed: bool,
}

/// A certificate to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateChoice {
    /// Its id, the answer.
    pub id: String,
    /// Its scheme.
    pub scheme: String,
    /// Name on it.
    pub name: String,
    /// Last day.
    pub until: Day,
}

/// From when the certificate would count, without and with やむを得ない理由, and the yen at stake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Start {
    /// First days for an application today.
    pub dates: ByReason<Option<StartDate>>,
    /// What may come back of what was paid since. 見込み.
    pub refund: ByReason<Yen>,
    /// Last days to apply without loss.
    pub apply_by: ByReason<Option<Day>>,
    /// Has a reason been given?
    pub with_reason: bool,
    /// How sure the amounts are.
    pub certainty: Certainty,
}

/// What the lower cap would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LowerCap {
    /// The month from which it counts if applied for today (未確認).
    pub effective: Month,
    /// The last day to apply for that month.
    pub apply_by: Day,
    /// What it is and would have done.
    pub saving: Saving,
}

/// What keeps the form from being sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// The step.
    pub step: &'static str,
    /// The question.
    pub question: String,
    /// What is wrong.
    pub problem: Problem,
}

pub(super) fn view(scene: &Scene<'_>) -> FormView {
    let opened = open::opened(scene);
    let mut missing = Vec::new();
    let steps = scene.steps().map(|step| step_view(scene, step, &mut missing)).collect();
    let bytes = scene.files().iter().fold(0_u64, |sum, file| sum.saturating_add(file.bytes));
    if bytes > FILES_BYTES && !missing.iter().any(|one| one.problem.key == TOO_LARGE) {
        let last = scene.steps().flat_map(|step| step.questions.iter().map(move |one| (step.key, one)));
        let last = last.filter(|(_, one)| one.ask == Ask::Files && scene.answer(one.key).is_some()).last();
        missing.extend(last.map(|(step, one)| Missing {
            step,
            question: one.key.to_owned(),
            problem: Problem::new(TOO_LARGE),
        }));
    }
    let ready = opened.open && missing.is_empty();
    let asks = |of: Evidence| {
        scene.steps().flat_map(|step| step.questions).any(|question| question.ask == Ask::Evidence { of })
    };
    FormView {
        kind: scene.kind,
        scheme: scene.scheme().to_owned(),
        as_of: scene.today(),
        opened,
        decides: "form.decides.prefecture",
        authority: scene.facts.person.authority.clone().filter(|_| !scene.facts.person.undisclosed),
        steps,
        papers: paper::papers(scene),
        statement: statement::statement(scene),
        start: start(scene),
        lower_cap: lower_cap(scene),
        claim: asks(Evidence::Claim).then(|| claim::claim(scene)),
        right: scene.right().filter(|_| asks(Evidence::Right)).cloned(),
        bytes: [bytes, FILES_BYTES],
        missing,
        ready,
    }
}

fn start(scene: &Scene<'_>) -> Option<Start> {
    let dates = scene.start_dates()?;
    let nothing = ByReason { ordinary: None, unavoidable: None };
    let reason = scene.answer("late_reason").and_then(Value::as_str);
    Some(Start {
        dates,
        refund: scene.refunds(),
        apply_by: scene.met.as_ref().map_or(nothing, |met| met.apply_by),
        with_reason: reason.is_some_and(|reason| reason != kinds::NO_REASON),
        certainty: Certainty::Expected,
    })
}

fn lower_cap(scene: &Scene<'_>) -> Option<LowerCap> {
    let watch = scene.long_term().filter(|_| scene.kind == Kind::HighCostLongTerm)?;
    let State::Met(met) = &watch.state else { return None };
    Some(LowerCap {
        effective: met.effective_if_applied_today,
        apply_by: met.apply_by,
        saving: met.saving.clone(),
    })
}

fn step_view(scene: &Scene<'_>, step: &'static Step, missing: &mut Vec<Missing>) -> StepView {
    let lacking = missing.len();
    let mut questions = Vec::new();
    for question in step.questions.iter().filter(|question| scene.applies(question.applies)) {
        let (view, problem) = question_view(scene, question);
        missing.extend(problem.map(|problem| Missing {
            step: step.key,
            question: question.key.to_owned(),
            problem,
        }));
        questions.push(view);
    }
    let to_answer = |view: &&QuestionView| !matches!(view.ask, Ask::Evidence { .. });
    let answered = questions.iter().filter(to_answer).any(|view| view.value.is_some());
    let state = if !answered && questions.iter().any(|view| to_answer(&view)) {
        StepState::ToCome
    } else if missing.len() > lacking {
        StepState::Begun
    } else {
        StepState::Done
    };
    StepView { key: step.key, state, questions }
}

/// The question as shown, and what keeps the form from being sent.
fn question_view(scene: &Scene<'_>, question: &'static Question) -> (QuestionView, Option<Problem>) {
    let answer = scene.given.answers.get(question.key).filter(|answer| !problem::is_empty(&answer.value));
    let offers = scene.offers(question);
    let choices = if question.ask == Ask::Certificate { scene.certificates() } else { Vec::new() };
    let ids: Vec<String> = choices.iter().map(|certificate| certificate.id.clone()).collect();
    let wrong = answer.and_then(|answer| {
        let taken =
            |source: Source| offers.iter().any(|offer| offer.source == source && offer.value == answer.value);
        problem::problem(question.ask, &answer.value, &scene.bounds(question, &ids))
            .or_else(|| (!answer.from.is_none_or(taken)).then(|| Problem::new(NOT_OFFERED)))
            .or_else(|| {
                let no = answer.value.as_bool() == Some(false);
                let enough = question.yes_unless.is_none_or(|holds| scene.holds(holds));
                (no && !enough).then(|| Problem::new(NOT_ENOUGH))
            })
    });
    let unanswered = answer.is_none() && question.needed && !matches!(question.ask, Ask::Evidence { .. });
    let keeps = wrong.clone().or_else(|| unanswered.then(|| Problem::new(MISSING)));
    let value = answer.map(|answer| match (question.ask, answer.value.as_str()) {
        (Ask::AccessKey, text) => access_key::mask(text.unwrap_or_default()).into(),
        _ => answer.value.clone(),
    });
    let certificates = choices
        .into_iter()
        .map(|certificate| CertificateChoice {
            id: certificate.id.clone(),
            scheme: certificate.scheme.clone(),
            name: certificate.name.clone(),
            until: certificate.valid.until,
        })
        .collect();
    let view = QuestionView {
        key: question.key,
        ask: question.ask,
        needed: question.needed,
        value,
        from: answer.and_then(|answer| answer.from),
        offers,
        problem: wrong,
        cite: question.cite,
        certificates,
        assumed: question.ask == Ask::AccessKey && access_key::FORMAT.status == Status::Unconfirmed,
    };
    (view, keeps)
}

/// The answers to be recorded, those to questions that are not asked left out; or everything that keeps the form from being sent.
pub(super) fn settled(scene: &Scene<'_>) -> Result<Answers, Vec<Missing>> {
    let mut missing = view(scene).missing;
    let known = |key: &str| {
        scene.description().steps.iter().flat_map(|step| step.questions).any(|question| question.key == key)
    };
    for key in scene.given.answers.keys().filter(|key| !known(key)) {
        let question = crate::facts::door::segment(key).into_owned();
        missing.push(Missing { step: "", question, problem: Problem::new(NOT_ASKED) });
    }
    if !missing.is_empty() {
        return Err(missing);
    }
    let asked = |key: &String| scene.answer(key).is_some();
    Ok(scene
        .given
        .answers
        .iter()
        .filter(|(key, _)| asked(key))
        .map(|(key, one)| (key.clone(), one.clone()))
        .collect())
}

/// Every message key a form can say, each once, in order: what the words of every language are held against.
pub fn keys() -> Vec<String> {
    let mut keys: Vec<String> = PROBLEMS.iter().chain(&open::REASONS).map(|key| (*key).to_owned()).collect();
    keys.push("form.decides.prefecture".to_owned());
    keys.extend(["done", "begun", "to_come"].map(|state| format!("form.state.{state}")));
    keys.extend(["omitted", "needed", "not_needed"].map(|need| format!("form.need.{need}")));
    keys.extend(Source::ALL.map(|source| format!("form.source.{}", source.code())));
    keys.extend(paper::REASONS.map(|reason| format!("form.paper_reason.{reason}")));
    for kind in Kind::ALL {
        keys.push(format!("form.kind.{}", kind.code()));
        let description = kind.description();
        for paper in description.papers {
            keys.push(format!("form.paper.{}", paper.key));
            if let super::PaperRule::Fixed(_, reason) = paper.rule {
                keys.push(format!("form.paper_reason.{reason}"));
            }
        }
        for step in description.steps {
            keys.push(format!("form.step.{}", step.key));
            for question in step.questions {
                keys.push(format!("form.q.{}", question.key));
                if let Ask::Choice { of } | Ask::Choices { of } = question.ask {
                    keys.extend(of.iter().map(|code| format!("form.choice.{}.{code}", question.key)));
                }
            }
        }
    }
    crate::order::sort(&mut keys);
    keys.dedup();
    keys
}
