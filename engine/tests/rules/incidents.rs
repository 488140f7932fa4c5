//! Every published mistake of the manual's table has the test it names.

use std::path::Path;

#[test]
fn every_published_mistake_has_its_test() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read =
        |path: &Path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    let manual = read(&folder.join("README.md"));
    let table = manual.split("## Published mistakes").nth(1).and_then(|rest| rest.split("\n## ").next());
    let rows =
        table.unwrap_or_default().lines().filter_map(|line| line.strip_suffix("` |")?.rsplit('`').next());
    let tests: String = std::fs::read_dir(folder.join("tests/rules"))
        .unwrap_or_else(|error| panic!("{error}"))
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| read(&path))
        .collect();
    let mut named = 0;
    for name in rows {
        assert!(tests.contains(&format!("#[test]\nfn {name}()")), "no test {name}");
        named += 1;
    }
    assert_eq!(named, 9);
}
