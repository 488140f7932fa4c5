//! The languages of the portal, as files of the same build.

use crate::fault::{Fault, Outcome};
use crate::places::Places;

include!("../../../app/words_name.rs");

/// The folders of words and how the names of their files begin: those of every page, and those of the application flow.
const FOLDERS: [(&str, &str); 2] = [("public/messages", ""), ("public/messages/apply", "apply-")];

/// The pages, which ask for the words of every page while their program is on its way.
const PAGES: [&str; 2] = ["index.html", "apply/index.html"];

/// Copies every language into `dist/`, under the name by which the portal of this build asks for it, and tells the pages that name.
pub fn copy(places: &Places) -> Outcome {
    let to = places.dist();
    let copy = || -> std::io::Result<()> {
        std::fs::create_dir_all(to.join("words"))?;
        let mut names = Vec::new();
        for (folder, begins) in FOLDERS {
            for entry in std::fs::read_dir(places.root.join(folder))? {
                let path = entry?.path();
                let code = format!("{begins}{}", path.file_stem().unwrap_or_default().to_string_lossy());
                if path.is_file() {
                    let text = std::fs::read(&path)?;
                    let name = words_name(&code, &text);
                    std::fs::write(to.join(&name), text)?;
                    names.push((format!("words/{code}.txt"), name));
                }
            }
        }
        for page in PAGES.map(|page| to.join(page)) {
            let html = std::fs::read_to_string(&page)?;
            let html = names.iter().fold(html, |html, (plain, name)| html.replace(plain, name));
            std::fs::write(page, html)?;
        }
        Ok(())
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
