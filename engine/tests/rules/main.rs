//! Every test of the engine from outside, one module a subject, linked once: one program builds sooner than thirty.

mod book_faults;
mod book_packs;
mod book_tables;
#[cfg(feature = "cli")]
mod cli_cases;
#[cfg(feature = "cli")]
mod cli_ledger;
#[cfg(feature = "cli")]
mod cli_person;
#[cfg(feature = "cli")]
mod cli_program;
mod door_shapes;
mod exhaustive_caps;
mod facts_spelling;
mod facts_written;
mod form_answers;
mod form_bounds;
mod form_choices;
mod form_open;
mod form_shown;
mod form_start;
mod form_support;
mod incidents;
mod ledger_admission;
mod ledger_caps;
mod ledger_events;
mod ledger_examples;
mod ledger_explanation;
mod ledger_incidents;
mod ledger_payers;
mod ledger_properties;
mod ledger_settlement;
mod ledger_shares;
mod ledger_support;
#[cfg(feature = "pmh")]
mod oracles;
#[cfg(feature = "pmh")]
mod pmh_bounds;
#[cfg(feature = "pmh")]
mod pmh_conformance;
#[cfg(feature = "pmh")]
mod pmh_files;
#[cfg(feature = "pmh")]
mod pmh_items;
#[cfg(feature = "pmh")]
mod pmh_registrations;
#[cfg(feature = "pmh")]
mod pmh_regressions;
mod random_people;
mod receipts;
mod split_cases;
mod split_explained;
mod split_later;
mod split_properties;
mod split_support;
mod view_certificates;
mod view_differences;
mod view_money;
mod view_month;
mod view_properties;
mod view_support;
mod watch_cap;
mod watch_claim;
mod watch_long;
mod watch_mild;
mod watch_properties;
mod watch_renewal;
mod watch_support;
mod watch_window;
