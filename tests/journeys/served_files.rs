//! The release bundle as a browser gets it.

use journeys::hub::Hub;

/// The first file of this kind whose name has the hash of what is in it.
fn named<'a>(html: &'a str, ending: &str) -> &'a str {
    html.split(['"', '\'', '=', '>', ' '])
        .find(|part| part.ends_with(ending) && part.starts_with('/') && part.contains('-'))
        .unwrap_or_else(|| panic!("no {ending} in {html}"))
}

#[test]
fn every_file_comes_with_the_headers_it_needs() {
    let hub = Hub::start();
    let first = files_of(&hub, "/");
    let application = files_of(&hub, "/apply/mild_high_cost");
    // Two programs, one sheet.
    assert_ne!(first[0], application[0]);
    assert_eq!(first[2], application[2]);
}

/// Program, glue and sheet of a page, each with its headers.
fn files_of(hub: &Hub, address: &str) -> Vec<String> {
    let page = hub.get(address, "");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("cache-control"), "no-cache");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("'wasm-unsafe-eval'") && policy.contains("'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe-inline") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("referrer-policy"), "no-referrer");

    let mut files = Vec::new();
    for (ending, kind) in [
        (".wasm", "application/wasm"),
        (".js", "text/javascript; charset=utf-8"),
        (".css", "text/css; charset=utf-8"),
    ] {
        let file = named(&page.body, ending);
        let plain = hub.get_with(file, &[("Accept-Encoding", "identity")]);
        assert_eq!(plain.status, 200, "{file}");
        assert_eq!(plain.header("content-type"), kind, "{file}");
        assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable", "{file}");
        assert_eq!(plain.header("content-encoding"), "", "{file}");
        let packed = hub.get_with(file, &[("Accept-Encoding", "gzip, br")]);
        assert_eq!(packed.header("content-encoding"), "br", "{file}");
        assert_eq!(packed.header("vary"), "Accept-Encoding", "{file}");
        files.push(file.to_owned());
    }
    assert!(page.body.contains("sha384-"), "every asset carries its hash");
    files
}

#[test]
fn a_page_of_an_earlier_build_still_finds_its_files() {
    let dist = tempfile::tempdir().expect("a folder");
    let (page, words) = (dist.path().join("index.html"), dist.path().join("earlier/2/words"));
    std::fs::create_dir_all(&words).expect("a folder");
    std::fs::write(page, "<!doctype html>").expect("a page");
    std::fs::write(words.join("en-0123456789abcdef.txt"), "a = b").expect("words");
    let hub = Hub::start_with(dist.path());
    let old = hub.get("/words/en-0123456789abcdef.txt", "");
    assert_eq!((old.status, old.body.as_str()), (200, "a = b"));
    assert!(old.header("cache-control").contains("immutable"));
    assert_eq!(hub.get("/words/en-fedcba9876543210.txt", "").status, 404);
}

#[test]
fn a_missing_file_is_missing_and_an_unknown_address_is_the_portals() {
    let hub = Hub::start();
    assert_eq!(hub.get("/no-such-file.js", "").status, 404);
    assert_eq!(hub.get("/../Cargo.toml", "").status, 404);
    assert_eq!(hub.get("/.git/config", "").status, 404);
    assert_eq!(hub.get("/api/v1/no-such-thing", "").status, 404);
    assert_eq!(hub.get("/payments/2026-11", "").status, 200);
}
