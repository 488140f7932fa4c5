//! The languages of the portal, as files of the same build.

use crate::fault::{Fault, Outcome};
use crate::places::Places;

include!("../../../app/words_name.rs");

/// Copies every language into `dist/`, under the name by which the portal of this build asks for it, and tells the page that name.
pub fn copy(places: &Places) -> Outcome {
    let from = places.root.join("public/messages");
    let to = places.dist();
    let copy = || -> std::io::Result<()> {
        std::fs::create_dir_all(to.join("words"))?;
        let page = to.join("index.html");
        let mut html = std::fs::read_to_string(&page)?;
        for entry in std::fs::read_dir(&from)? {
            let path = entry?.path();
            let code = path.file_stem().unwrap_or_default().to_string_lossy();
            let text = std::fs::read(&path)?;
            let name = words_name(&code, &text);
            html = html.replace(&format!("words/{code}.txt"), &name);
            std::fs::write(to.join(name), text)?;
        }
        std::fs::write(page, html)
    };
    copy().map_err(|error| Fault::plain(format!("the languages could not be copied to dist/: {error}")))
}

#[cfg(test)]
mod tests {
    use super::words_name;

    #[test]
    fn another_text_has_another_name_and_the_name_is_one_that_is_kept_for_ever() {
        let name = words_name("en", b"a = b");
        assert_ne!(name, words_name("en", b"a = c"));
        let hash = name.strip_prefix("words/en-").and_then(|rest| rest.strip_suffix(".txt"));
        assert!(
            hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
        );
    }
}
