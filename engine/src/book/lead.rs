//! How many months before a date something is worth saying. No text fixes these: they are this project's own choice, marked so in
//! the book and shown as 未確認, until an authority says otherwise.

use super::watch::MonthCount;
use super::{Dated, at, tables};
use crate::civil::{Day, Month};

/// A date that is told some months before.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lead {
    /// A certificate is ending soon from here on.
    EndingSoon,
    /// A certificate that ended is worth a word for so long afterwards.
    Ended,
    /// The right to apply again is ending from here on.
    ReapplyEnding,
    /// An age limit is near from here on.
    Age,
    /// Renewal: see the doctor.
    BookDoctor,
    /// Renewal: gather the papers.
    CollectDocuments,
    /// Renewal: send the application.
    Submit,
    /// Renewal: the last day.
    LastDay,
}

impl Lead {
    /// So many months, by the day they are reckoned from.
    pub fn months(self, date: Day) -> Option<&'static Dated<u32>> {
        let rows: &'static [Dated<u32>] = match self {
            Lead::EndingSoon => &tables::LEAD_ENDING_SOON,
            Lead::Ended => &tables::LEAD_ENDED,
            Lead::ReapplyEnding => &tables::LEAD_REAPPLY_ENDING,
            Lead::Age => &tables::LEAD_AGE,
            Lead::BookDoctor => &tables::LEAD_BOOK_DOCTOR,
            Lead::CollectDocuments => &tables::LEAD_COLLECT_DOCUMENTS,
            Lead::Submit => &tables::LEAD_SUBMIT,
            Lead::LastDay => &tables::LEAD_LAST_DAY,
        };
        at(rows, date)
    }

    /// Has the time before `date` begun on `today`?
    pub fn has_begun(self, date: Day, today: Day) -> bool {
        self.months(date).is_some_and(|lead| today >= date.minus_months(lead.value))
    }
}

/// In how many of how many months before a facility charges from which a report is expected this month too.
pub fn reporting_habit(month: Month) -> Option<&'static Dated<MonthCount>> {
    at(&tables::REPORTING_HABIT, month.first())
}
