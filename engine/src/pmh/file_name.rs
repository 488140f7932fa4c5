//! Names of the files in the shared folder of the 資格確認端末, and which answers which.
//!
//! `PMHsimsm01req_1234567890ABCDEF2023010113010000_face.xml` is a request, `PMHsimsm01res_…_face.xml` its result, and the request's
//! name with `.err` the reason why there is none. What the middle part is made of is in a specification that is not published;
//! here it is one opaque key.

use super::Refused;
use super::assumed::table;

const BUSINESS: &str = "PMHsimsm01";
const LONGEST: usize = 200;

/// What a file of the shared folder is.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// 要求
    Request,
    /// 結果
    Result,
    /// 《要求データファイル名》.err
    Error,
}

/// The name of a file of the 医療費助成情報 exchange.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct FileName {
    /// Request, result or error.
    pub kind: FileKind,
    /// Everything between `req_` or `res_` and the suffix: the same in a request and its answers.
    pub key: String,
}

impl FileName {
    /// Reads a bare file name, without folders. Upper and lower case count, as they do on the terminal's page.
    pub fn parse(name: &str) -> Result<Self, Refused> {
        let refuse = || Refused::new("file_name.unknown", "", "not a name of the 医療費助成情報 exchange");
        if name.len() > LONGEST {
            return Err(refuse());
        }
        let rest = name.strip_prefix(BUSINESS).ok_or_else(refuse)?;
        let (direction, rest) = rest.split_once('_').ok_or_else(refuse)?;
        let error = table().error_file.suffixes.iter().find_map(|suffix| rest.strip_suffix(suffix.as_str()));
        let (kind, key) = match (direction, error, rest.strip_suffix(".xml")) {
            ("req", Some(key), _) => (FileKind::Error, key),
            ("req", None, Some(key)) => (FileKind::Request, key),
            ("res", None, Some(key)) => (FileKind::Result, key),
            _ => return Err(refuse()),
        };
        let well_formed =
            !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if well_formed { Ok(FileName { kind, key: key.to_owned() }) } else { Err(refuse()) }
    }

    /// Is this a result or an error to that request?
    pub fn answers(&self, request: &FileName) -> bool {
        request.kind == FileKind::Request && self.kind != FileKind::Request && self.key == request.key
    }

    /// The name under which the result of this request will appear.
    pub fn of_result(&self) -> String {
        format!("{BUSINESS}res_{}.xml", self.key)
    }

    /// The names under which an error may appear: it is not said whether the request's `.xml` stays.
    pub fn of_errors(&self) -> Vec<String> {
        table()
            .error_file
            .suffixes
            .iter()
            .map(|suffix| format!("{BUSINESS}req_{}{suffix}", self.key))
            .collect()
    }
}

impl std::fmt::Display for FileName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (direction, suffix) = match self.kind {
            FileKind::Request => ("req", ".xml"),
            FileKind::Result => ("res", ".xml"),
            FileKind::Error => ("req", ".err"),
        };
        write!(f, "{BUSINESS}{direction}_{}{suffix}", self.key)
    }
}

/// The files of one request, as far as they are there.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Exchange {
    /// The shared key.
    pub key: String,
    /// Name of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// Name of the result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// Name of the error file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Pairs a folder's names by request, in the order of their keys. Names of other exchanges are passed over.
pub fn pair<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Exchange> {
    let mut exchanges = std::collections::BTreeMap::new();
    for name in names {
        let Ok(file) = FileName::parse(name) else { continue };
        let exchange = exchanges.entry(file.key.clone()).or_insert_with(|| Exchange {
            key: file.key.clone(),
            request: None,
            result: None,
            error: None,
        });
        let place = match file.kind {
            FileKind::Request => &mut exchange.request,
            FileKind::Result => &mut exchange.result,
            FileKind::Error => &mut exchange.error,
        };
        *place = Some(name.to_owned());
    }
    exchanges.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "1234567890ABCDEF2023010113010000_face";

    fn parsed(name: &str) -> FileName {
        FileName::parse(name).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    #[test]
    fn a_request_its_result_and_its_error() {
        let request = parsed(&format!("PMHsimsm01req_{KEY}.xml"));
        let result = parsed(&format!("PMHsimsm01res_{KEY}.xml"));
        assert_eq!((request.kind, result.kind), (FileKind::Request, FileKind::Result));
        assert_eq!(request.of_result(), result.to_string());
        for name in request.of_errors() {
            let error = parsed(&name);
            assert_eq!(error.kind, FileKind::Error);
            assert!(error.answers(&request) && result.answers(&request));
        }
        assert!(!request.answers(&request) && !request.answers(&result));
    }

    #[test]
    fn names_of_others_are_refused() {
        for name in [
            "",
            "PMHsimsm01",
            "PMHsimsm01req_.xml",
            "OQSsihvs01req_1.xml",
            "PMHsimsm01res_1.err",
            "PMHsimsm01req_1.txt",
            "PMHsimsm01req_../1.xml",
            "PMHsimsm01req_1\\2.xml",
            "pmhSIMSM01req_1.xml",
            "PMHsimsm01req_１.xml",
        ] {
            assert!(FileName::parse(name).is_err(), "{name}");
        }
        assert!(FileName::parse(&format!("PMHsimsm01req_{}.xml", "1".repeat(500))).is_err());
    }

    #[test]
    fn a_folder_is_paired() {
        let folder = [
            "PMHsimsm01res_B_face.xml",
            "notes.txt",
            "PMHsimsm01req_A_face.xml",
            "PMHsimsm01req_B_face.xml",
            "PMHsimsm01req_A_face.xml.err",
        ];
        let exchanges = pair(folder);
        assert_eq!(exchanges.len(), 2);
        assert!(exchanges[0].error.is_some() && exchanges[0].result.is_none());
        assert!(exchanges[1].error.is_none() && exchanges[1].result.is_some());
    }
}
