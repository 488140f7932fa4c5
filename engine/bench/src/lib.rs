//! What the engine is measured by: the same work natively and as WebAssembly. Nothing here is a test; the figures are ratios
//! within one run (`cargo xtask bench`, `docs/benchmarks.md`).

mod accounts;
mod person;

use accounts::Accounts;
use engine::Day;
use engine::facts::Facts;
use std::hint::black_box;
use wasm_bindgen::prelude::wasm_bindgen;

/// The work, with everything it works on at hand.
#[wasm_bindgen]
pub struct Work {
    accounts: Accounts,
    facts: Facts,
    day: Day,
    document: String,
}

#[wasm_bindgen]
impl Work {
    /// Makes the accounts, and one person's year.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        let (facts, day) = person::a_year();
        let document = serde_json::json!({ "facts": &facts, "as_of": day }).to_string();
        Work { accounts: Accounts::random(), facts, day, document }
    }

    /// The accounts for other programs: a line each, the cap and the three costs.
    pub fn written(&self) -> String {
        self.accounts.written()
    }

    /// Does a piece of work once; a number that must be the same whoever does it. `None`: there is no such work.
    pub fn once(&mut self, work: &str) -> Option<i64> {
        Some(match work {
            "clip" => self.accounts.clip(),
            "plain" => self.accounts.plain(),
            "traced" => self.accounts.traced(),
            "view" => {
                let view = engine::view::view(black_box(&self.facts), self.day);
                view.ledgers.iter().map(|ledger| ledger.this_month.used.yen.amount()).sum()
            }
            "outlook" => length(&engine::cases::answer("view", black_box(&self.document), None)),
            "explain" => length(&engine::cases::answer("explain", black_box(&self.document), None)),
            _ => return None,
        })
    }
}

impl Default for Work {
    fn default() -> Self {
        Self::new()
    }
}

fn length(answer: &engine::cases::Answer) -> i64 {
    i64::try_from(answer.document.to_string().len()).unwrap_or(i64::MAX)
}
