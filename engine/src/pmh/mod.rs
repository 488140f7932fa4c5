//! Formats around PMH: the result XML, the registration API. Kept out of the patient's bundle by the `pmh` feature.
//!
//! * [`read_result`]: 医療費助成情報結果 (`PMHsimsm01res_*.xml`) → [`Answer`]; [`read_error_file`]: `.err` → [`Answer`].
//! * [`FileName`]: which file answers which request.
//! * [`registration`]: the registration API's JSON, read and written without the individual number.
//!
//! Published pages name the outer elements and the two groups of items, not the names and codes inside. Whatever had to be
//! taken by analogy stands in `assumed.json` with its reason, and every value read by it is named in [`Answer::assumed`], so that a
//! page can show it as unverified.

mod assumed;
mod copayment;
mod face;
mod file_name;
mod items;
pub mod registration;
mod result;
mod text;
mod tree;

pub use crate::facts::door::Refused;
pub use file_name::{Exchange, FileKind, FileName, pair};
pub use result::{read_error_file, read_result};

use crate::facts::{Certificate, FetchState, SourceState};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The field of [`Certificate::unknown`] that keeps what the source said and facts have no field for.
pub const KEPT: &str = "pmh";

/// What a look at PMH gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Found, nothing there, still working, or failed. Only a file that says so itself says "nothing there".
    pub state: FetchState,
    /// The message header.
    pub header: Header,
    /// The certificates, in the file's order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<Certificate>,
    /// Certificates that could not be taken as facts, kept whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<SetAside>,
    /// Every value that was read by assumption.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub assumed: Vec<Assumption>,
    /// What was noticed on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

impl Answer {
    /// The state of the source, as facts keep it. `looked_at` is RFC 3339; `good_at` is the caller's to carry over.
    pub fn source_state(&self, looked_at: Option<String>) -> SourceState {
        let good = matches!(self.state, FetchState::Present | FetchState::NoneConfirmed);
        SourceState {
            source: "pmh".to_owned(),
            state: self.state.clone(),
            good_at: looked_at.clone().filter(|_| good),
            looked_at,
            reason: self.header.error_message.clone().or_else(|| self.header.error_code.clone()),
            consent: None,
        }
    }
}

/// `MessageHeader`, values as they came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Header {
    /// 処理実行日時, `YYYYMMDDhhmmss`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub executed_at: Option<String>,
    /// 資格確認日.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_on: Option<crate::Day>,
    /// 医療機関コード.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub institution: Option<String>,
    /// 任意のファイル識別子.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_identifier: Option<String>,
    /// 照会区分.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference_classification: Option<String>,
    /// 処理結果区分.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment_of_result: Option<String>,
    /// エラーコード.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    /// エラーメッセージ; of a `.err` file its whole text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    /// 文字コード識別.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub character_code: Option<String>,
    /// Name of the request file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_file: Option<String>,
    /// The encoding the file was really in.
    pub charset: Charset,
    /// Elements not known here, kept whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Value>,
}

/// Encodings of the exchange.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charset {
    /// UTF-8.
    #[default]
    Utf8,
    /// `Shift_JIS`, in the form of CP932.
    ShiftJis,
}

/// A certificate of the file that could not be taken as facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SetAside {
    /// Why: `certificate.no_period`, `certificate.deleted`, `certificate.not_final`.
    pub code: &'static str,
    /// Its place in the file, from 0.
    pub position: usize,
    /// Its elements, whole.
    pub elements: Vec<Value>,
}

/// A value that was read by a row of `assumed.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Assumption {
    /// Id of the certificate; absent for the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Our field.
    pub field: &'static str,
    /// The element it was read from, or written to.
    pub element: String,
}

/// Something noticed. Codes are stable; no value is repeated.
///
/// | code | meaning |
/// |---|---|
/// | `encoding.not_as_declared`, `encoding.private_letters` | the file is in another encoding than it says; it holds letters of private use (外字) |
/// | `header.segment_missing`, `header.segment_unknown` | no 処理結果区分, or one not known here |
/// | `body.not_understood` | a body, but nothing in it that is known here |
/// | `shape.mixed` | items both beside and inside `CertificationDetail` |
/// | `shape.too_many` | more certificates than are read |
/// | `item.given_twice` | one item with two values: the first is taken |
/// | `item.invalid` | an item whose value its field cannot hold: kept as it came |
/// | `check_digit` | a number whose check digit does not fit |
/// | `scheme.unknown`, `scheme.ambiguous` | no 公費負担者番号 to tell the scheme by; several schemes share it and the name does not tell |
/// | `copayment.several_caps`, `copayment.several_rates`, `copayment.amount` | 自己負担上限額 that cannot be one cap, one rate, an amount |
/// | `face.disagrees` | 券面 and items for computing differ |
/// | `certificate.duplicate` | one certificate twice in a file |
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code: see the table above.
    pub code: &'static str,
    /// Id of the certificate; absent for the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Our field, where there is one.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub field: &'static str,
}

impl Finding {
    fn new(code: &'static str, field: &'static str) -> Self {
        Finding { code, certificate: None, field }
    }
}

/// What is noted while reading.
#[derive(Default)]
struct Log {
    assumed: Vec<Assumption>,
    findings: Vec<Finding>,
}

impl Log {
    fn find(&mut self, finding: Finding) {
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn assume(&mut self, field: &'static str, element: &str) {
        let assumption = Assumption {
            certificate: None,
            field,
            element: crate::facts::door::segment(element).into_owned(),
        };
        if !self.assumed.contains(&assumption) {
            self.assumed.push(assumption);
        }
    }

    /// Adds what was noted about one certificate.
    fn add(&mut self, other: Log, id: &str) {
        let id = Some(id.to_owned());
        self.assumed
            .extend(other.assumed.into_iter().map(|noted| Assumption { certificate: id.clone(), ..noted }));
        self.findings
            .extend(other.findings.into_iter().map(|noted| Finding { certificate: id.clone(), ..noted }));
    }
}
