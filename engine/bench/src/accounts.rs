//! Random accounts: one certificate, one month, three charges each.

use engine::book;
use engine::ledger::assess_plain;
use engine::ledger::kernel::{Due, Row, Terms, assess};
use engine::trace::{Op, StepId, Trace, yen};
use engine::{Cap, Day, Rate, Yen};
use std::fmt::Write;
use std::hint::black_box;

const COUNT: usize = 100_000;
const CHARGES: usize = 3;
const CAPS: [i64; 6] = [0, 2_500, 5_000, 10_000, 20_000, 30_000];
/// Both at 20 % since 2015, so that a loop that knows nothing but 20 % must come to the same yen.
const SCHEMES: [&str; 2] = ["54", "52"];

/// What a bare loop needs.
#[derive(Copy, Clone)]
struct Bare {
    cap: i64,
    costs: [i64; CHARGES],
}

/// What the engine is told.
#[derive(Copy, Clone)]
struct Told {
    scheme: &'static str,
    day: Day,
    cap: Yen,
    insurance: Rate,
    costs: [Yen; CHARGES],
}

/// The accounts in both forms, and where the answers go.
pub struct Accounts {
    bare: Vec<Bare>,
    told: Vec<Told>,
    dues: Vec<[i64; CHARGES]>,
}

/// Knuth's 64-bit generator, the upper half.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 32).unwrap_or(0) % limit
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(usize::try_from(self.below(u32::try_from(of.len()).ok()?)).ok()?).copied()
    }
}

impl Accounts {
    /// The same ones every time.
    pub fn random() -> Self {
        let mut chance = Chance(20_261_121);
        let told: Vec<Told> = std::iter::repeat_with(|| told(&mut chance)).flatten().take(COUNT).collect();
        let bare = told
            .iter()
            .map(|told| Bare { cap: told.cap.amount(), costs: told.costs.map(Yen::amount) })
            .collect();
        Accounts { bare, dues: vec![[0; CHARGES]; told.len()], told }
    }

    /// A line each: the cap and the costs.
    pub fn written(&self) -> String {
        self.bare.iter().fold(String::new(), |mut text, Bare { cap, costs: [first, second, third] }| {
            let _ = writeln!(text, "{cap} {first} {second} {third}");
            text
        })
    }

    /// The least that anybody has to do: 20 %, to ten yen, clipped at the cap, charge by charge. No rule is looked up.
    pub fn clip(&mut self) -> i64 {
        let mut sum = 0;
        for (account, dues) in self.bare.iter().zip(&mut self.dues) {
            let mut room = account.cap;
            for (cost, due) in account.costs.iter().zip(dues) {
                let raw = (cost * 2 + 50) / 100 * 10;
                *due = raw.min(room);
                room -= *due;
                sum += *due;
            }
        }
        black_box(&self.dues);
        sum
    }

    /// The engine: the scheme by its number, its share on the day of service, the certificate's cap, the lower of two rates.
    pub fn plain(&mut self) -> i64 {
        let mut sum = Yen::ZERO;
        for (account, dues) in self.told.iter().zip(&mut self.dues) {
            let Some(terms) = account.terms() else { continue };
            let mut out = [NOTHING; CHARGES];
            // The running total of the month is what is due in it.
            sum += assess_plain(&terms, Cap::At(account.cap), &account.rows(), &mut out);
            *dues = out.map(|due| due.due.amount());
        }
        black_box(&self.dues);
        sum.amount()
    }

    /// The engine with every step of it told.
    pub fn traced(&mut self) -> i64 {
        let mut sum = Yen::ZERO;
        for (account, dues) in self.told.iter().zip(&mut self.dues) {
            let Some(terms) = account.terms() else { continue };
            let mut trace = Trace::default();
            let mut step = yen(&mut trace, "rule.month_starts_at_zero", None, Op::Parameter, &[], Yen::ZERO);
            let mut used = Yen::ZERO;
            for (row, due) in account.rows().iter().zip(dues) {
                let answer = assess(&terms, Cap::At(account.cap), used, step, row, &mut trace);
                (used, step, *due) = (answer.used, answer.step, answer.due.amount());
            }
            sum += used;
            black_box(&trace);
        }
        black_box(&self.dues);
        sum.amount()
    }
}

const NOTHING: Due = Due { raw: Yen::ZERO, due: Yen::ZERO, used: Yen::ZERO, reached: false, step: StepId(0) };

impl Told {
    #[inline]
    fn terms(&self) -> Option<Terms> {
        book::scheme(self.scheme)?.terms_with_cap(self.day, Cap::At(self.cap))
    }

    #[inline]
    fn rows(&self) -> [Row; CHARGES] {
        self.costs.map(|total10| Row {
            total10,
            insurance_rate: self.insurance,
            raw_given: None,
            insurance_room: None,
        })
    }
}

/// One account; `None`: chance named a day that no calendar has.
fn told(chance: &mut Chance) -> Option<Told> {
    let year = i32::try_from(2015 + chance.below(12)).ok()?;
    let day = Day::new(year, 1 + chance.below(12), 1 + chance.below(28))?;
    let mut cost = || Yen::new(10 * i64::from(50 + chance.below(20_000)));
    let costs = [cost(), cost(), cost()];
    Some(Told {
        scheme: chance.one(&SCHEMES)?,
        day,
        cap: Yen::new(chance.one(&CAPS)?),
        insurance: Rate::THREE_TENTHS,
        costs,
    })
}

#[cfg(test)]
mod tests {
    use super::Accounts;

    #[test]
    fn whoever_reckons_comes_to_the_same_yen() {
        let mut accounts = Accounts::random();
        let (clip, plain, traced) = (accounts.clip(), accounts.plain(), accounts.traced());
        assert!(clip > 0);
        assert_eq!((clip, clip), (plain, traced));
    }
}
