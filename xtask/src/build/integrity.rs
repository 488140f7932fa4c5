//! The page loads what was built and nothing that was changed on the way: each of its files is named with its hash, and the program is
//! fetched with the hash it must have.

use crate::fault::{Fault, Outcome};
use crate::places::Places;
use std::path::{Path, PathBuf};

/// Seals every page in `dist/`.
pub fn seal(places: &Places) -> Outcome {
    for page in pages(&places.dist()) {
        let fault = |why: String| {
            Fault::new(
                format!("{} cannot be sealed: {why}", page.display()),
                "dist/ is not complete and must not be published",
                "compare what trunk wrote with xtask/src/build/integrity.rs",
            )
        };
        let html = std::fs::read_to_string(&page).map_err(|error| fault(error.to_string()))?;
        let html = sealed(&without_remarks(&html)).map_err(fault)?;
        std::fs::write(&page, html).map_err(|error| fault(error.to_string()))?;
    }
    Ok(())
}

/// The first page, and those in folders of their own.
fn pages(dist: &Path) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(dist).into_iter().flatten().flatten().map(|entry| entry.path());
    let pages = folders.filter(|path| path.is_dir()).map(|folder| folder.join("index.html"));
    let mut pages: Vec<PathBuf> =
        pages.chain([dist.join("index.html")]).filter(|page| page.is_file()).collect();
    pages.sort();
    pages
}

/// The remarks between a page's lines and its scripts' are for those who read the sources. This is all the minifying a page gets: trunk's
/// minifier names what a script declares in another order at each build, so nobody could build the same page again.
fn without_remarks(html: &str) -> String {
    let is_remark =
        |line: &str| line.starts_with("//") || (line.starts_with("<!--") && line.ends_with("-->"));
    html.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !is_remark(line))
        .fold(String::with_capacity(html.len()), |text, line| text + line + "\n")
}

/// Trunk names the program and its hash in a preload, which a browser does not check; the loader below it gets the hash to check, and compiles as `app/ask.js` says.
fn sealed(html: &str) -> Result<String, String> {
    let mut sealed = html.to_owned();
    for tag in html.split('<').filter(|tag| tag.starts_with("link") || tag.starts_with("script ")) {
        let address = value(tag, "href").or_else(|| value(tag, "src"));
        let Some(address) = address.filter(|address| has_end(address, &["js", "css", "wasm"])) else {
            continue;
        };
        let hash = value(tag, "integrity").filter(|hash| hash.starts_with("sha384-"));
        let hash = hash.ok_or_else(|| format!("{address} is named without its hash"))?;
        if has_end(address, &["wasm"]) {
            let unsealed = [format!("module_or_path:'{address}'"), format!("module_or_path: '{address}'")];
            let fetched = format!("module_or_path:await compiled(fetch('{address}',{{integrity:'{hash}'}}))");
            let found = unsealed.iter().find(|known| sealed.contains(known.as_str()));
            let found = found.ok_or_else(|| format!("nothing loads {address} in a way that is known"))?;
            sealed = sealed.replacen(found, &fetched, 1);
        }
    }
    Ok(sealed)
}

fn has_end(address: &str, ends: &[&str]) -> bool {
    Path::new(address).extension().is_some_and(|end| ends.iter().any(|known| end == *known))
}

/// The value of an attribute, quoted or not.
fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}="))?;
    match rest.chars().next()? {
        quote @ ('"' | '\'') => rest[1..].split(quote).next(),
        _ => rest.split([' ', '>']).next(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<link rel=stylesheet href=/p-1.css integrity=sha384-a><link rel=modulepreload href=\"/a-2.js\" crossorigin \
         integrity=\"sha384-b\"><link rel=preload href=/a-2_bg.wasm as=fetch integrity=\"sha384-c=\"><script type=module>\
         import init from'/a-2.js';await init({module_or_path:'/a-2_bg.wasm'});</script>";

    #[test]
    fn every_file_that_the_page_names_carries_its_hash() {
        let sealed = sealed(PAGE).expect("a page");
        let fetch = "init({module_or_path:await compiled(fetch('/a-2_bg.wasm',{integrity:'sha384-c='}))})";
        assert!(sealed.contains(fetch), "{sealed}");
        for name in [
            "/p-1.css integrity=sha384-a",
            "\"/a-2.js\" crossorigin",
            "/a-2_bg.wasm as=fetch integrity=\"sha384-c=\"",
        ] {
            let without = match name.split_once(" integrity") {
                Some((file, hash)) => PAGE.replace(&format!("{file} integrity{hash}"), file),
                None => PAGE.replace(" integrity=\"sha384-b\"", ""),
            };
            assert!(super::sealed(&without).is_err(), "{without}");
        }
    }

    #[test]
    fn what_is_sent_is_without_remarks() {
        let page =
            "<p>a //b</p>\n  <!-- why -->\n\n  <script>\n    // why\n    f('//x'); // c\n  </script>\n";
        assert_eq!(without_remarks(page), "<p>a //b</p>\n<script>\nf('//x'); // c\n</script>\n");
    }

    #[test]
    fn a_loader_that_is_not_known_stops_the_build() {
        assert!(sealed(&PAGE.replace("module_or_path", "path")).is_err());
    }
}
