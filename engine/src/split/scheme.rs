//! What a scheme means for the split: its rate of the book, and which paragraph of 高額療養費 its care falls under.

use super::{PublicLimit, PublicTerms};
use crate::book;
use crate::civil::Month;
use crate::ledger::kernel::{Share, Terms};
use crate::rate::Rate;
use crate::yen::{Cap, Yen};

/// Whose limit applies before 公費. `scheme` is a 法別番号 or an id of the book.
///
/// 特定疾病給付対象療養 are those of 平成21年厚生労働省告示290号 (健保令41条⑦): 小児慢性特定疾病 (52), 難病 (54), 特定疾患治療研究 (51) and the 入院 of
/// 肝がん・重度肝硬変 (38). All others take the flat limit.
pub fn public_limit(scheme: &str) -> PublicLimit {
    match book::scheme(scheme).map_or(scheme, |scheme| scheme.key) {
        "52" | "54" | "51-treatment-research" => PublicLimit::OwnBand,
        "38-liver-cancer" => PublicLimit::OwnBandForStays,
        _ => PublicLimit::Flat,
    }
}

/// The terms of a scheme for one month: its rate in the book unless another is `printed`, the printed cap, and what was paid under that
/// cap before. `None`: the book does not know the scheme in that month and no rate is printed.
pub fn public_terms(
    scheme: &str,
    month: Month,
    printed: Option<Rate>,
    cap: Cap,
    used: Yen,
) -> Option<PublicTerms> {
    let known = book::scheme(scheme).and_then(|scheme| scheme.terms_with_cap(month.first(), cap));
    let terms = match (known, printed) {
        (Some(terms), None) => terms,
        (Some(terms), Some(rate)) => Terms { share: Share::AtMost(rate), ..terms },
        (None, Some(rate)) => {
            Terms { share: Share::AtMost(rate), rate_cite: None, rounding_cite: None, cap_cite: None }
        }
        (None, None) => return None,
    };
    Some(PublicTerms { terms, cap, used, limit: public_limit(scheme) })
}
