//! Each sample person shows what their sentence says, whatever the day.

use super::people;
use engine::facts::{Facts, FetchState};
use engine::view::{self, MonthState, MonthView, Party, Whole};
use engine::watch::{high_cost_long_term, mild_high_cost};
use engine::{Day, Yen};

/// First, middle and last of a month, of a year, and the leap day.
const DAYS: [&str; 8] = [
    "2026-11-01",
    "2026-11-02",
    "2026-11-16",
    "2026-11-30",
    "2026-12-31",
    "2027-01-01",
    "2027-03-31",
    "2028-02-29",
];

/// What the hub would show of one sample person.
struct Shown {
    today: Day,
    facts: Facts,
    whole: Whole,
}

impl Shown {
    fn this_month(&self, ledger: &str) -> &MonthView {
        let ledgers = &self.whole.pages.view.ledgers;
        let found = ledgers.iter().find(|one| one.id == ledger);
        &found.unwrap_or_else(|| panic!("no ledger {ledger} among {ledgers:?}")).this_month
    }

    fn is_told(&self, key: &str) -> bool {
        self.whole.news.notices.iter().any(|notice| notice.key == key)
    }

    fn source(&self) -> &FetchState {
        &self.whole.pages.view.sources.first().expect("a source").state
    }

    fn has_nothing(&self) -> bool {
        let view = &self.whole.pages.view;
        view.ledgers.is_empty() && view.registrations.is_empty() && self.whole.news.notices.is_empty()
    }

    /// Is the cap shared, and the share just what is printed?
    fn shares(&self) -> bool {
        let household = self.whole.pages.certificates.household.as_ref().expect("a household");
        household.shares.iter().any(|share| share.as_printed == Some(true))
    }
}

#[test]
fn each_shows_what_its_sentence_says() {
    for day in DAYS {
        let today: Day = day.parse().expect("a day");
        for person in people::sample(today).expect("sample people").people {
            let whole = view::whole(&person.facts, today);
            let shown = Shown { today, facts: person.facts, whole };
            let id = &shown.facts.person.id;
            assert!(says(id, &shown), "{day} {id}: {}\n{:#?}", person.about, shown.whole);
            assert!(
                person.about.ends_with('。') && person.about.matches('。').count() == 1,
                "{}",
                person.about
            );
            let certificates = &shown.whole.pages.certificates.certificates;
            assert!(certificates.iter().all(|one| one.checks.is_empty()), "{day} {id}: {certificates:#?}");
            let aside = &shown.whole.pages.money.off_ledger;
            assert!(aside.iter().all(|one| one.reason == "off.no_certificate"), "{day} {id}: {aside:#?}");
        }
    }
}

/// Is it true of this person? Somebody new needs a line here.
fn says(id: &str, shown: &Shown) -> bool {
    // Hanako's pharmacy took too much as well: that is what her page is there to show.
    let may_differ = ["sample-hanako", "sample-kaeri"].contains(&id);
    (may_differ || shown.whole.pages.money.settlements.is_empty())
        && match id {
            "sample-hanako" => {
                let month = shown.this_month("54");
                (month.state, month.used.yen) == (MonthState::BelowCap, Yen::new(5_870))
            }
            "sample-taro" => {
                shown.this_month("54").state == MonthState::Reached && shown.is_told("watch.cap.reached")
            }
            "sample-yuki" => {
                shown.whole.news.watches.mild_high_cost.state == mild_high_cost::State::Watching { count: 2 }
            }
            "sample-kinou" => {
                let yesterday = shown.today.previous();
                let ledger = &shown.whole.pages.view.ledgers[0];
                let month = ledger.months.iter().find(|month| month.month == yesterday.month());
                month.and_then(|month| month.reached.as_ref()).is_some_and(|reached| reached.day == yesterday)
            }
            "sample-kaeri" => matches!(&*shown.whole.pages.money.settlements, [only]
                if (only.to, only.amount.yen) == (Party::Patient, Yen::new(2_000))),
            "sample-choki" => {
                let watch = &shown.whole.news.watches.high_cost_long_term[0];
                watch.count.count == 6 && matches!(watch.state, high_cost_long_term::State::Met(_))
            }
            "sample-hogo" => shown.this_month("54").state == MonthState::NothingToPay,
            "sample-seishin" => shown.this_month("21").state == MonthState::NoCap,
            "sample-haha" => shown.shares() && shown.this_month("54").state == MonthState::BelowCap,
            "sample-ko" => shown.shares() && shown.this_month("52").state == MonthState::BelowCap,
            "sample-yottsu" => {
                let certificates = &shown.whole.pages.certificates.certificates;
                let of_a_pack = |scheme: &str| engine::book::pack::pack(scheme).is_some();
                certificates.len() == 4 && certificates.iter().any(|one| of_a_pack(&one.printed.scheme))
            }
            "sample-kotowari" => *shown.source() == FetchState::ConsentDeclined && shown.has_nothing(),
            "sample-tsushin" => {
                *shown.source() == FetchState::Error && !shown.this_month("54").missing.is_empty()
            }
            "sample-machi" => *shown.source() == FetchState::Pending && shown.has_nothing(),
            "sample-mada" => *shown.source() == FetchState::NotConnected && shown.has_nothing(),
            "sample-koshin" => {
                let renewal = &shown.whole.news.watches.renewals[0];
                renewal.days_left == 40 && shown.is_told("watch.renewal.ending")
            }
            "sample-hikaiji" => shown.has_nothing() && shown.whole.pages.view.person.name.is_empty(),
            "sample-nashi" => *shown.source() == FetchState::NoneConfirmed && shown.has_nothing(),
            other => panic!("what does the sentence of {other} promise?"),
        }
}
