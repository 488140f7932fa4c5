//! A certificate that was changed: old beside new, what is only written in another way folded away, the disease not before it is asked for.

use journeys::browser::Browser;
use journeys::hub::Hub;
use serde_json::json;

const PERSON: &str = "sample-nashi";

/// Registered, and registered anew a moment later.
fn changed(hub: &Hub) {
    let path = format!("/api/v1/municipalities/130001/people/{PERSON}/certificates/nanbyo");
    let fact = |name: &str, until: &str, disease: &str| {
        json!({ "scheme": "54", "name": name, "diseases": [disease], "valid": { "from": "2026-01-01", "until": until },
                "caps": [{ "from": "2026-01-01", "cap": 10_000 }] })
    };
    let first = fact("特定医療費（指定難病）受給者証", "2099-09-30", "パーキンソン病");
    let then = fact("特定医療費(指定難病)受給者証", "2099-12-31", "多系統萎縮症");
    for document in [
        json!({ "officer": "officer-kettei", "history_key": "k1", "fact": first }),
        json!({ "officer": "officer-kettei", "history_key": "k2", "replaces": "k1", "fact": then }),
    ] {
        let answer = hub.put(&path, "130001", &document);
        assert!((200..300).contains(&answer.status), "{answer:?}");
    }
}

#[test]
fn what_changed_is_shown_old_beside_new_and_folded_away_when_noted() {
    let hub = Hub::start();
    changed(&hub);
    let browser = Browser::start(360, 640);
    browser.open(&hub.address);
    browser.click(&format!("#{PERSON}"));
    browser.until("the page", "return document.querySelector('.fresh')");
    browser.click(".places a[href='/certificates']");
    browser.until("the changes", "return document.querySelector('.changes dl')");
    let text = || {
        let text = browser.script("return document.querySelector('.changes').innerText");
        text.as_str().unwrap_or_default().to_owned()
    };
    let told = text();
    assert!(told.contains("2099年9月30日 → 2099年12月31日"), "{told}");
    assert!(
        !told.contains("パーキンソン病") && !told.contains("多系統萎縮症"),
        "not before it is asked for: {told}"
    );
    assert_eq!(browser.axe(), Vec::<String>::new());
    // Another pair of brackets is no change of the certificate.
    assert!(!told.contains("特定医療費"), "{told}");
    browser.click(".changes summary");
    assert!(text().contains("特定医療費（指定難病）受給者証 → 特定医療費(指定難病)受給者証"), "{}", text());
    browser.click(".changes button[aria-expanded]");
    browser.until("that it is folded away", "return !document.querySelector('.changes dl')");
    assert_eq!(
        browser.script("return document.activeElement.matches('.changes button')"),
        true,
        "the focus stays"
    );
    assert_eq!(browser.axe(), Vec::<String>::new());
    browser.click(".changes button[aria-expanded]");
    browser.until("the changes again", "return document.querySelector('.changes dl')");
}
