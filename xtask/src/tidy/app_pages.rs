//! The app shows what the engine computed: no yen of its own, no markup from strings, nothing that the content
//! security policy would block.

use super::Finding;
use super::engine_pure::float;
use super::rust_text::{RustText, has_word};

const YEN: &str =
    "app computes no yen: what the page shows is what the engine computed, or two pages could disagree";
const FLOAT: &str = "a float on the way to the page could show a yen that nobody owes; for the browser's own numbers say \
                     so on the line (`// tidy: the reason`)";
const HTML: &str = "text from outside must stay text";
const STYLE: &str = "the content security policy blocks style attributes: use a class, or style:name=";

const BASE: &str = "the content security policy allows no `<base>`, so an address of ours begins with `/` wherever the page is";

/// How addresses of the hub begin.
const ADDRESSES: &[&str] = &["api/", "sandbox/"];

const TOKENS: &[(&str, &str)] = &[
    ("Yen::new", YEN),
    ("rust_decimal", YEN),
    ("Decimal", YEN),
    ("inner_html", HTML),
    ("set_inner_html", HTML),
    ("set_outer_html", HTML),
    ("insert_adjacent_html", HTML),
    ("base_uri", BASE),
];

const ARITHMETIC: &[&str] = &["+", "-", "*", "/", "%"];

/// See the module.
pub fn check(path: &str, text: &RustText) -> Vec<Finding> {
    if !path.starts_with("app/src/") {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut report = |number: usize, wrong: String, why: &'static str| {
        findings.push(Finding::new(path, number, wrong, why));
    };
    for (number, line) in text.product() {
        let code = &line.code;
        for (token, why) in TOKENS.iter().filter(|(token, _)| has_word(code, token)) {
            report(number, format!("`{token}` in app"), why);
        }
        if makes_yen(code) {
            report(number, "app makes a `Yen`".to_owned(), YEN);
        }
        if computes(code) {
            report(number, "arithmetic on an amount in app".to_owned(), YEN);
        }
        if let Some(float) = float(code) {
            report(number, format!("the float `{float}` in app"), FLOAT);
        }
        let relative = |text: &&String| ADDRESSES.iter().any(|begin| text.starts_with(begin));
        if let Some(address) = line.strings.iter().find(relative) {
            report(number, format!("the address {address:?} in app does not begin at the root"), BASE);
        }
        if sets_style(code) {
            report(number, "a `style=` attribute in app".to_owned(), STYLE);
        }
    }
    findings
}

/// `Yen(`, but not `fmt_yen(` or `enum X { Yen(`… which would be a type of app's own.
fn makes_yen(code: &str) -> bool {
    code.match_indices("Yen(")
        .any(|(at, _)| !code[..at].chars().next_back().is_some_and(super::rust_text::is_word))
}

fn computes(code: &str) -> bool {
    [".amount()", ".yen()"].iter().any(|method| {
        code.match_indices(method).any(|(at, _)| {
            let after = code[at + method.len()..].trim_start();
            ARITHMETIC.iter().any(|sign| after.starts_with(sign)) && !after.starts_with("->")
        })
    })
}

/// As an attribute in a `view!`, which rustfmt leaves alone: a blank before, no blank around `=`.
fn sets_style(code: &str) -> bool {
    code.match_indices("style=").any(|(at, _)| {
        let before = code[..at].chars().next_back();
        before.is_none_or(char::is_whitespace) && !code[at + "style=".len()..].starts_with('=')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        check("app/src/x.rs", &RustText::read("app/src/x.rs", text)).len()
    }

    #[test]
    fn planted_faults_are_found() {
        for fault in [
            "let a = Yen(5);",
            "let a = Yen::new(5);",
            "use rust_decimal::prelude::*;",
            "let a = b.amount() + c.amount();",
            "let a = b.amount()- c;",
            "format!(\"{}\", x as f64)",
            "<p inner_html=x/>",
            "<p style=\"width:1px\">",
            "    style=move || x",
            "Request::get(\"api/v1/me\")",
            "document().base_uri()",
        ] {
            assert!(found(fault) > 0, "{fault}");
        }
    }

    #[test]
    fn clean_text_passes() {
        let clean = "use engine::Yen;\nfn yen(amount: Yen) -> String { words(amount) }\n<p class=\"a\" style:width=w>\nlet style = 1;";
        assert_eq!(found(clean), 0);
        assert_eq!(found("let wait = 0.5; // tidy: milliseconds for the browser"), 0);
    }
}
