//! Which paragraph of 高額療養費 a scheme's care falls under.

use super::{PublicLimit, PublicTerms};
use crate::civil::Month;
use crate::ledger::kernel::{Share, Terms};
use crate::rate::Rate;
use crate::yen::{Cap, Yen};

/// 特定疾病給付対象療養 are those of 平成21年厚生労働省告示290号 (健保令41条⑦): 小児慢性特定疾病 (52), 難病 (54), 特定疾患治療研究 (51) and
/// the 入院 of 肝がん・重度肝硬変 (38). All others take the flat limit. `scheme` is a 法別番号 or an id of the book.
pub fn public_limit(scheme: &str) -> PublicLimit {
    match scheme {
        "52" | "54" | "51" => PublicLimit::OwnBand,
        "38-liver-cancer" => PublicLimit::OwnBandForStays,
        _ => PublicLimit::Flat,
    }
}

/// The terms of a scheme for one month: rate of the book unless one is printed (`rate`), the printed cap, what was paid under it before.
/// `None`: the book does not know the scheme in that month.
pub fn public_terms(
    scheme: &str,
    _month: Month,
    rate: Option<Rate>,
    cap: Option<Cap>,
    used: Yen,
) -> Option<PublicTerms> {
    let share = match scheme {
        "52" | "54" => Share::AtMost(Rate::TWO_TENTHS),
        "15" | "16" | "21" => Share::AtMost(Rate::ONE_TENTH),
        "10" => Share::AtMost(Rate::per_ten_thousand(500)),
        "38" => Share::OfInsurance,
        _ => return None,
    };
    Some(PublicTerms {
        terms: Terms {
            share: rate.map_or(share, Share::AtMost),
            rate_cite: None,
            rounding_cite: None,
            cap_cite: None,
        },
        cap: cap.unwrap_or(Cap::Unlimited),
        used,
        limit: public_limit(scheme),
    })
}
