//! 領収書 as it is written down: what stands in the fields, and keeping it. What is typed is judged by `engine::receipt` alone; it is kept at the
//! hub as the person's own note, and here in memory only.

use crate::action::Ui;
use crate::host;
use crate::known::State;
use crate::route::Route;
use engine::Day;
use engine::facts::Charge;
use engine::receipt::{Receipt, Written, Wrong, note_of, version_of};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The fields of the page by their names; of a choice also the element's id.
const FIELDS: [&str; 9] =
    ["day", "month", "date", "facility", "kind", "unit", "amount", "paid", "certificate"];

/// A receipt that is being written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slip {
    /// The note's id; nothing before it is sent for the first time.
    pub id: String,
    /// The version it changes; 0 of a new one.
    replaces: u64,
    /// What stands in the fields, as far as it was looked at.
    fields: Vec<String>,
    /// What was wrong at the last attempt.
    pub wrongs: Vec<Wrong>,
    /// The last attempt did not reach the hub, or was not taken.
    pub failed: bool,
    /// An attempt is under way.
    sending: bool,
}

/// What became of the last receipt, for the page it is shown on.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It is kept.
    Kept,
    /// It is taken away.
    Removed,
    /// It could not be taken away.
    NotRemoved,
}

impl Slip {
    /// To change what was noted.
    pub fn of(id: &str, noted: &Charge) -> Slip {
        let day = noted.service_day;
        let number = |number: i64| number.to_string();
        let mut fields = vec![
            number(day.year().into()),
            number(day.month().number().into()),
            number(day.day_of_month().into()),
            noted.facility.name.clone(),
            noted.facility.kind.code().to_owned(),
            "yen".to_owned(),
            number(noted.total10.amount()),
            number(noted.collected.unwrap_or_default().amount()),
        ];
        fields.extend(noted.certificates.first().cloned());
        Slip { id: id.to_owned(), replaces: version_of(noted), fields, ..Slip::default() }
    }

    /// What stands in a field.
    pub fn field(&self, name: &str) -> &str {
        FIELDS.iter().zip(&self.fields).find(|(field, _)| **field == name).map_or("", |(_, text)| text)
    }

    /// Has nobody looked at what stands in the fields yet?
    pub fn is_blank(&self) -> bool {
        self.fields.is_empty()
    }

    /// What is wrong in a field.
    pub fn wrong(&self, field: &str) -> Option<&'static str> {
        self.wrongs.iter().find(|wrong| wrong.field == field).map(|wrong| wrong.key)
    }

    /// Reads the fields of the page.
    fn read_off(&mut self) {
        let value = |name: &&str| {
            let field = host::find(&["[name=", name, "]"].concat())?;
            js_sys::Reflect::get(&field, &"value".into()).ok()?.as_string()
        };
        self.fields = FIELDS.iter().map(|name| value(name).unwrap_or_default()).collect();
    }

    fn receipt(&self, as_of: Day) -> Result<Receipt, Vec<Wrong>> {
        let field = |name: &str| self.field(name);
        Written {
            year: field("day"),
            month: field("month"),
            date: field("date"),
            facility: field("facility"),
            kind: field("kind"),
            amount: field("amount"),
            in_points: field("unit") != "yen",
            paid: field("paid"),
            certificate: field("certificate"),
        }
        .read(as_of)
    }
}

impl Ui {
    /// Opens the page of a receipt: of one that was noted, or of a new one.
    pub fn write_receipt(self, id: &str) {
        let slip = self.known(|known| {
            let noted = known.told.facts.charges.iter().find(|noted| note_of(&noted.id) == Some(id));
            noted.map(|noted| Slip::of(id, noted))
        });
        self.desk.update(|desk| desk.slip = slip.flatten().unwrap_or_default());
        self.router.go(Route::Receipt);
    }

    /// Keeps what stands in the fields, or says what is wrong with it.
    pub fn keep_receipt(self) {
        let mut slip = self.desk.with_untracked(|desk| desk.slip.clone());
        if slip.sending {
            return;
        }
        slip.read_off();
        let Some(day) = self.known(|known| known.day) else { return };
        slip.wrongs = Vec::new();
        slip.failed = false;
        match slip.receipt(day) {
            Ok(receipt) => {
                // Before it is sent, so that the same again is the same receipt.
                if slip.id.is_empty() {
                    slip.id = crate::apply::random_id().unwrap_or_default();
                }
                slip.sending = true;
                self.send(slip.id.clone(), Some((receipt, slip.replaces)));
            }
            Err(wrongs) => {
                slip.wrongs = wrongs;
                self.router.expect_move();
            }
        }
        self.desk.update(|desk| desk.slip = slip);
    }

    /// Has the hub keep a receipt, or take it away without one.
    fn send(self, id: String, receipt: Option<(Receipt, u64)>) {
        let month = receipt.as_ref().map(|(receipt, _)| receipt.day.month());
        let document = receipt.map(|(receipt, replaces)| document(&receipt, replaces));
        spawn_local(async move {
            let done = self.portal.keep_receipt(&id, document).await;
            self.router.expect_move();
            self.desk.update(|desk| match (month, done) {
                (Some(_), true) => (desk.slip, desk.done) = (Slip::default(), Some(Done::Kept)),
                (Some(_), false) => (desk.slip.sending, desk.slip.failed) = (false, true),
                (None, true) => desk.done = Some(Done::Removed),
                (None, false) => desk.done = Some(Done::NotRemoved),
            });
            if done && month.is_some() {
                self.router.go(Route::Payments(month));
            }
        });
    }

    /// Takes a receipt away.
    pub fn remove_receipt(self, id: String) {
        self.send(id, None);
    }

    /// Something of what is known, when anything is.
    fn known<T>(self, look: impl FnOnce(&crate::known::Known) -> T) -> Option<T> {
        self.portal.state().with_untracked(|state| match state {
            State::Known(known, _) => Some(look(known)),
            _ => None,
        })
    }
}

/// What the hub is sent, written by hand: a derived writer would cost the patient more.
fn document(receipt: &Receipt, replaces: u64) -> String {
    let text =
        |text: &str| js_sys::JSON::stringify(&text.into()).map_or_else(|_| String::new(), String::from);
    let certificates: Vec<String> = receipt.certificates.iter().map(|id| text(id)).collect();
    [
        "{\"receipt\":{\"day\":\"",
        &receipt.day.to_string(),
        "\",\"facility\":",
        &text(&receipt.facility),
        ",\"kind\":",
        &text(receipt.kind.code()),
        ",\"total10\":",
        &receipt.total10.amount().to_string(),
        ",\"paid\":",
        &receipt.paid.amount().to_string(),
        ",\"certificates\":[",
        &certificates.join(","),
        "]},\"replaces\":",
        &replaces.to_string(),
        "}",
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::Yen;

    fn slip(fields: [&str; FIELDS.len()]) -> Slip {
        Slip { fields: fields.map(str::to_owned).to_vec(), ..Slip::default() }
    }

    fn day(text: &str) -> Day {
        text.parse().unwrap_or_else(|_| panic!("{text}"))
    }

    #[test]
    fn what_is_typed_is_read_and_comes_back() {
        let typed = slip(["８", "11", "4", "丙医院", "clinic", "points", "１，０００点", "2,000円", "c"]);
        let receipt = typed.receipt(day("2026-11-20")).unwrap_or_else(|wrongs| panic!("{wrongs:?}"));
        assert_eq!(
            (receipt.day, receipt.total10, receipt.paid),
            (day("2026-11-04"), Yen::new(10_000), Yen::new(2_000))
        );
        let facts = engine::facts::door::read_facts(r#"{"person": {"id": "p"}}"#)
            .unwrap_or_else(|error| panic!("{error}"));
        let again = Slip::of("n", &receipt.charge(&facts, "n", 7, ""));
        assert_eq!((again.field("day"), again.field("unit"), again.replaces), ("2026", "yen", 7));
        assert_eq!(again.receipt(day("2026-11-20")), Ok(receipt));
    }

    #[test]
    fn what_is_wrong_is_found_at_its_field() {
        let mut slip = slip(["8", "2", "30", "", "clinic", "points", "x", "0", ""]);
        slip.wrongs = slip.receipt(day("2026-11-20")).err().unwrap_or_default();
        assert_eq!(slip.wrong("day"), Some("receipt.wrong.day_unreadable"));
        assert_eq!(slip.wrong("facility"), Some("receipt.wrong.facility_missing"));
        assert_eq!(slip.wrong("amount"), Some("receipt.wrong.amount_unreadable"));
        assert_eq!((slip.wrong("kind"), slip.wrong("paid")), (None, None));
    }
}
