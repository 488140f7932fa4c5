//! Every input that ever broke a reader, and every document of the conformance pack, through all readers.

use crate::oracles;
use std::path::Path;

#[test]
fn inputs_that_once_broke_a_reader() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let targets: &[fn(&[u8])] = &[
        oracles::facts_json,
        oracles::result_xml,
        oracles::registration_json,
        oracles::values,
        #[cfg(feature = "cli")]
        oracles::cli_cases,
    ];
    let folders = [
        "fuzz/facts_json",
        "fuzz/result_xml",
        "fuzz/registration_json",
        "fuzz/values",
        "fuzz/cli_cases",
        "pmh",
    ];
    for folder in folders {
        for entry in std::fs::read_dir(data.join(folder)).expect("a folder of inputs") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let bytes = std::fs::read(&path).expect("an input");
                for target in targets {
                    target(&bytes);
                }
            }
        }
    }
}
