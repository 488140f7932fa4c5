//! The gallery of parts: every part in every state, before axe-core in light, dark and high contrast, and on 320 pixels.

use journeys::browser::Browser;
use journeys::gallery;
use serde_json::json;

#[test]
fn axe_finds_nothing_on_any_part_in_light_dark_and_high_contrast() {
    let gallery = gallery::made();
    let browser = Browser::start(360, 640);
    for language in ["ja", "en"] {
        browser.open(&gallery.address(language));
        for shade in ["light", "dark", "contrast"] {
            browser.script(&format!("document.documentElement.dataset.shade = '{shade}'"));
            let mut findings = browser.axe();
            // One part in several states is several landmarks of one name here, and on no page.
            findings.retain(|finding| !finding.starts_with("landmark-unique"));
            assert_eq!(findings, Vec::<String>::new(), "{language} in {shade}");
        }
    }
}

#[test]
fn no_part_is_wider_than_320_pixels() {
    let gallery = gallery::made();
    let browser = Browser::start(320, 640);
    for language in ["ja", "ja-easy", "en"] {
        browser.open(&gallery.address(language));
        let wide = browser.script(
            "return [...document.querySelectorAll('body *')].filter((element) => \
             element.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !element.closest('.scroll, .visually-hidden, .watermark')) \
             .map((element) => element.outerHTML.slice(0, 120))",
        );
        assert_eq!(wide, json!([]), "{language}");
    }
}
