//! Which paragraph of 高額療養費 a scheme's care falls under.

use super::PublicLimit;

/// 特定疾病給付対象療養 are those of 平成21年厚生労働省告示290号 (健保令41条⑦): 小児慢性特定疾病 (52), 難病 (54), 特定疾患治療研究 (51) and
/// the 入院 of 肝がん・重度肝硬変 (38). All others take the flat limit. `scheme` is a 法別番号 or an id of the book.
pub fn public_limit(scheme: &str) -> PublicLimit {
    match scheme {
        "52" | "54" | "51" => PublicLimit::OwnBand,
        "38-liver-cancer" => PublicLimit::OwnBandForStays,
        _ => PublicLimit::Flat,
    }
}
