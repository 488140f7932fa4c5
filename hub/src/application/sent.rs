//! A form on its way in: held against the same description as on the page, by the facts of this very transaction. What the browser found
//! is not asked.

use super::{Application, Form};
use crate::attachment;
use crate::clock;
use crate::dossier;
use crate::draft;
use crate::problem::Problem;
use crate::store::{FactRow, Patient, Tx};
use engine::facts::Facts;
use engine::form::{self, Answers, Given, Kind, Offer, Source};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What the patient sends.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// What is applied for: `mild_high_cost`, `high_cost_long_term`, `renewal`, `change`, `refund`, `reapplication`, `registration`.
    #[schema(value_type = String)]
    pub kind: Kind,
    /// The answers, by the keys of the form's questions: `{"value": …}`, with `"from": "record"`, `"myna"` or `"last_application"` where
    /// the person agreed to take it over from there.
    #[schema(value_type = Object)]
    pub answers: Answers,
}

/// What other sources than the facts offer to an application of this kind.
pub fn offers(
    patient: &Patient,
    rows: &[FactRow],
    kind: Kind,
    application: &str,
    drafted: Vec<Offer>,
) -> Result<Vec<Offer>, Problem> {
    let mut offers = drafted;
    let applications = super::all(patient, rows)?;
    // One that is corrected brings along what it was made from.
    if let Some(own) = applications.iter().find(|one| one.id == application) {
        offers.extend(own.form.offers.iter().cloned());
    }
    if let Some(last) = applications.iter().find(|one| one.id != application) {
        offers.extend(form::copied(kind, &last.form.answers(), &last.submitted_at));
    }
    Ok(offers)
}

impl Sent {
    /// The form to be recorded, or what keeps it from being taken.
    pub async fn taken_in(
        self,
        tx: &mut Tx<'_>,
        patient: &Patient,
        rows: &[FactRow],
        application: &str,
        actor: &str,
        before: Option<&Application>,
    ) -> Result<Form, Problem> {
        let Sent { kind, answers } = self;
        let answers = match before {
            Some(before) => unmasked(kind, answers, before),
            None => answers,
        };
        let facts = dossier::of_person(rows)?.ok_or_else(Problem::not_found)?;
        let drafted = draft::offers(tx, patient, actor, application).await?;
        let offers = offers(patient, rows, kind, application, drafted)?;
        let given = Given { answers, offers };
        let today = clock::today();
        match before {
            Some(before) if before.form.kind != kind.code() => {
                return Err(Problem::unreadable("kind", "a correction is of the kind it corrects"));
            }
            Some(_) => {}
            None => is_open(patient, rows, kind, &facts, &given)?,
        }
        let answers =
            form::check(kind, &facts, &given, today).map_err(|missing| Problem::of_form(&missing))?;
        let attached = attachment::all(&mut *tx.connection().await?, patient, application).await?;
        for (question, file) in form::files(kind, &answers) {
            if !attached.iter().any(|attached| attached.is(&file)) {
                return Err(Problem::of_question(question, form::OTHER_FILE));
            }
        }
        let scheme = form::work_out(kind, &facts, &given, today).scheme;
        let used = |offer: &Offer| {
            offer.source != Source::Record
                && answers.get(&offer.question).is_some_and(|answer| answer.from == Some(offer.source))
        };
        let mut offers: Vec<Offer> = given.offers;
        offers.retain(used);
        let Value::Object(answers) = serde_json::to_value(&answers)? else { return Err(Problem::storage()) };
        Ok(Form { scheme, kind: kind.code().to_owned(), answers, offers })
    }
}

/// What was shown masked comes back masked, and stands for what was sent before.
fn unmasked(kind: Kind, mut answers: Answers, before: &Application) -> Answers {
    let earlier = before.form.answers();
    for (key, shown) in form::masked(kind, &earlier) {
        let Some(whole) = earlier.get(&key).filter(|whole| **whole != shown) else { continue };
        if answers.get(&key) == Some(&shown) {
            answers.insert(key, whole.clone());
        }
    }
    answers
}

/// May it be begun today, and is the same not under way already (two windows, two telephones)?
fn is_open(
    patient: &Patient,
    rows: &[FactRow],
    kind: Kind,
    facts: &Facts,
    given: &Given,
) -> Result<(), Problem> {
    let opened = form::work_out(kind, facts, given, clock::today()).opened;
    if !opened.open {
        return Err(Problem::not_open(opened.why));
    }
    // Months of 償還払い and changes may follow each other; of everything else one at a time.
    let alike: &[Kind] = match kind {
        Kind::Refund | Kind::Change => &[],
        Kind::MildHighCost | Kind::Reapplication => &[Kind::MildHighCost, Kind::Reapplication],
        Kind::HighCostLongTerm => &[Kind::HighCostLongTerm],
        Kind::Renewal => &[Kind::Renewal],
        Kind::Registration => &[Kind::Registration],
    };
    let under_way =
        |one: &Application| one.state.is_open() && one.form.kind().is_some_and(|kind| alike.contains(&kind));
    match super::all(patient, rows)?.into_iter().find(under_way) {
        Some(one) => Err(Problem::under_way(&one.receipt)),
        None => Ok(()),
    }
}
