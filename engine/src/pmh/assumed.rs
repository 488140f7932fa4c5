//! What no published page says, read from `assumed.json`. Code asks this table and holds no such name or code itself.

use crate::facts::likeness::{FieldKind, fold};
use serde::Deserialize;
use std::sync::LazyLock;

/// The table as written. A row may say more (its source, its reason) than the code asks for.
#[derive(Default, Deserialize)]
pub(super) struct Table {
    /// Elements of the header.
    pub header: Vec<Named>,
    segment_of_result: Vec<Segment>,
    /// Encodings by their identifier and by their labels.
    pub charsets: Vec<CharsetRow>,
    /// Items for computing (レセコン既存転記項目).
    pub items: Vec<Named>,
    /// Fields inside 自己負担上限額.
    pub copayment: Vec<Named>,
    /// Names of the two halves of a 券面 item.
    pub face_pairs: Vec<Pair>,
    /// 券面 labels that fill a field of ours, folded.
    pub face_labels: Vec<LabelField>,
    /// 券面 labels that repeat an item for computing, folded.
    pub face_same_as: Vec<LabelField>,
    flags: Flags,
    reimbursement: Vec<Word>,
    income_class: Vec<Word>,
    meals: Vec<Word>,
    kinds: Vec<KindRow>,
    schemes: Vec<SchemeRow>,
    /// How the name of an error file ends.
    pub error_file: ErrorFile,
}

#[derive(Deserialize)]
pub(super) struct Named {
    pub field: String,
    pub names: Vec<String>,
}

#[derive(Deserialize)]
struct Segment {
    code: String,
    state: crate::facts::FetchState,
}

#[derive(Deserialize)]
pub(super) struct CharsetRow {
    pub charset: super::Charset,
    pub identifier: String,
    pub labels: Vec<String>,
}

#[derive(Deserialize)]
pub(super) struct Pair {
    pub label: String,
    pub value: String,
}

#[derive(Deserialize)]
pub(super) struct LabelField {
    pub label: String,
    pub field: String,
}

#[derive(Default, Deserialize)]
struct Flags {
    yes: Vec<String>,
    no: Vec<String>,
}

#[derive(Deserialize)]
struct Word {
    word: String,
    code: String,
}

#[derive(Deserialize)]
pub(super) struct KindRow {
    word: String,
    pub kinds: Vec<crate::facts::FacilityKind>,
    #[serde(default)]
    pub setting: Option<crate::facts::Setting>,
}

#[derive(Deserialize)]
struct SchemeRow {
    houbetsu: String,
    name_holds: String,
    scheme: String,
}

#[derive(Default, Deserialize)]
pub(super) struct ErrorFile {
    pub suffixes: Vec<String>,
}

/// The table. It is compiled in and a test reads it, so it is never the empty one.
pub(super) fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        let mut table: Table = serde_json::from_str(include_str!("assumed.json")).unwrap_or_default();
        table.fold_words();
        table
    });
    &TABLE
}

/// The field that an element of this name holds. Names are compared without case: the API begins them small, XML large.
pub(super) fn field_of<'a>(rows: &'a [Named], name: &str) -> Option<&'a str> {
    rows.iter()
        .find(|row| row.names.iter().any(|known| known.eq_ignore_ascii_case(name)))
        .map(|row| row.field.as_str())
}

impl Table {
    /// Words of files are compared folded; those of the table are folded once.
    fn fold_words(&mut self) {
        let labels = self.face_labels.iter_mut().chain(&mut self.face_same_as).map(|row| &mut row.label);
        let kinds = self.kinds.iter_mut().map(|row| &mut row.word);
        for text in self.flags.yes.iter_mut().chain(&mut self.flags.no).chain(labels).chain(kinds) {
            *text = fold(FieldKind::Text, text);
        }
        let words = [&mut self.reimbursement, &mut self.income_class, &mut self.meals];
        for row in words.into_iter().flatten() {
            row.word = folded_word(&row.word);
        }
    }
    /// What a `SegmentOfResult` means.
    pub fn segment(&self, code: &str) -> Option<crate::facts::FetchState> {
        self.segment_of_result.iter().find(|row| row.code == code).map(|row| row.state.clone())
    }

    /// A ticked or an empty box.
    pub fn flag(&self, text: &str) -> Option<bool> {
        let word = fold(FieldKind::Text, text);
        let is = |words: &[String]| words.contains(&word);
        if is(&self.flags.yes) {
            Some(true)
        } else if is(&self.flags.no) {
            Some(false)
        } else {
            None
        }
    }

    /// 助成方法 in our code.
    pub fn reimbursement(&self, text: &str) -> Option<&str> {
        code_of(&self.reimbursement, text)
    }

    /// 所得区分 in our code.
    pub fn income_class(&self, text: &str) -> Option<&str> {
        code_of(&self.income_class, text)
    }

    /// 食事助成 in our code.
    pub fn meals(&self, text: &str) -> Option<&str> {
        code_of(&self.meals, text)
    }

    /// A 種別 by its word.
    pub fn kind(&self, text: &str) -> Option<&KindRow> {
        let word = fold(FieldKind::Text, text);
        self.kinds.iter().find(|row| row.word == word)
    }

    /// The scheme where one 法別番号 has several.
    pub fn scheme(&self, houbetsu: &str, name: &str) -> Option<&str> {
        self.schemes
            .iter()
            .find(|row| row.houbetsu == houbetsu && name.contains(&row.name_holds))
            .map(|row| row.scheme.as_str())
    }
}

fn code_of<'a>(words: &'a [Word], text: &str) -> Option<&'a str> {
    let word = folded_word(text);
    words.iter().find(|row| row.word == word).map(|row| row.code.as_str())
}

/// Folded, with one spelling for Ⅰ, I and 1, which name one tier.
fn folded_word(text: &str) -> String {
    fold(FieldKind::Text, text)
        .replace(['Ⅰ', 'ⅰ'], "1")
        .replace(['Ⅱ', 'ⅱ'], "2")
        .replace("ii", "2")
        .replace('i', "1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn the_table_is_read_whole() {
        let table = table();
        assert!(table.header.len() >= 10 && table.items.len() >= 20 && table.copayment.len() >= 10);
        assert_eq!(field_of(&table.items, "medicalSubsidyInsurerNumber"), Some("payer_number"));
        assert_eq!(table.income_class("一般所得I"), Some("middle1"));
        assert_eq!(table.income_class("低所得 Ⅱ"), Some("low2"));
        assert_eq!(table.flag("該当"), Some(true));
        assert_eq!(table.flag("おそらく"), None);
    }

    #[test]
    fn every_row_says_that_it_is_assumed_and_why() {
        let whole: Value =
            serde_json::from_str(include_str!("assumed.json")).unwrap_or_else(|error| panic!("{error}"));
        let Value::Object(tables) = whole else { panic!("not an object") };
        let rows = tables.values().flat_map(|table| match table {
            Value::Array(rows) => rows.clone(),
            Value::Object(_) => vec![table.clone()],
            _ => Vec::new(),
        });
        for row in rows {
            assert_eq!(row["source"], "assumed", "{row}");
            assert!(row["because"].as_str().is_some_and(|reason| !reason.is_empty()), "{row}");
        }
    }

    #[test]
    fn every_code_is_one_of_ours() {
        use crate::facts::{FacilityKind, IncomeClass, MealShare, Reimbursement, Setting};
        let table = table();
        for row in &table.income_class {
            assert!(!matches!(IncomeClass::from(row.code.as_str()), IncomeClass::Other(_)), "{}", row.word);
        }
        for row in &table.reimbursement {
            assert!(
                !matches!(Reimbursement::from(row.code.as_str()), Reimbursement::Other(_)),
                "{}",
                row.word
            );
        }
        for row in &table.meals {
            assert!(!matches!(MealShare::from(row.code.as_str()), MealShare::Other(_)), "{}", row.word);
        }
        for row in &table.kinds {
            assert!(!row.kinds.iter().any(|kind| matches!(kind, FacilityKind::Other(_))), "{}", row.word);
            assert!(!matches!(row.setting, Some(Setting::Other(_))), "{}", row.word);
        }
        for row in &table.schemes {
            assert!(crate::book::schemes().iter().any(|scheme| scheme.key == row.scheme), "{}", row.scheme);
        }
    }
}
