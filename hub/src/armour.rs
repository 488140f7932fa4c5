//! What protects the reader of a page whatever else goes wrong: the headers of every answer, and the policies under which pages run.

use crate::config::Mode;
use crate::problem::Problem;
use crate::{Hub, auth, observe};
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Where browsers tell what a policy made them leave out.
pub const REPORTS: &str = "/csp-reports";

/// The longest path of an address: ids of clients' own making included.
const LONGEST_PATH: usize = 1024;
/// Of what is no page: it loads nothing, and nobody frames it.
const NO_PAGE: &str =
    "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Of an answer with data: besides, it renders as nothing, not even where somebody opens it in a window.
const DATA: &str = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";
/// Of the worker that keeps the portal's shell (`app/worker.js`): it asks for files of ours and does nothing else.
pub const WORKER: &str = "default-src 'none'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; report-uri /csp-reports";
/// Everything a page could ask a device for; the portal needs none of it.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), fullscreen=(), \
    geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), \
    publickey-credentials-get=(), screen-wake-lock=(), sync-xhr=(), usb=(), xr-spatial-tracking=()";

/// The headers of every answer. One layer with what is observed of a request: each more would be a future and a service of its own for every request.
pub async fn wear(State(hub): State<Hub>, request: Request<Body>, next: Next) -> Response {
    let mut response = if request.uri().path().len() > LONGEST_PATH {
        Problem::unreadable("", format!("an address of more than {LONGEST_PATH} bytes")).into_response()
    } else {
        observe::request(&hub.metrics, request, next).await
    };
    let headers = response.headers_mut();
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", PERMISSIONS),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    // A page with forms says another: without a referrer a browser would name no origin with them.
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    // The sandbox is plain HTTP on its own machine, where this would lock every other program out for two years.
    if hub.config.mode == Mode::Production {
        let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NO_PAGE));
    response
}

/// An answer with data is for a program of ours: it is kept nowhere, renders as nothing, and no window or frame is given one.
pub async fn data(request: Request<Body>, next: Next) -> Response {
    let for_a_window = request.headers().get("sec-fetch-dest").is_some_and(|for_what| for_what != "empty");
    let mut response = if for_a_window && request.uri().path().starts_with("/api/v1/") {
        Problem::cross_site().into_response()
    } else {
        next.run(request).await
    };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(DATA));
    response
}

/// The policy of a page of the portal: its own files, exactly the inline scripts that stand in it, by hash, and no text that becomes
/// markup or script, by anybody: `shell` gives one constant address, that of the worker (`app/boot.js`). `framed_by` may show it in a frame.
pub fn of_page(html: &str, framed_by: &str) -> String {
    let hashes: String = inline_scripts(html)
        .map(|script| format!(" 'sha256-{}'", BASE64.encode(Sha256::digest(script.as_bytes()))))
        .collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self'; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors {framed_by}; \
         require-trusted-types-for 'script'; trusted-types shell; report-uri {REPORTS}"
    )
}

fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=") && !script.is_empty()).then_some(script)
    })
}

/// `POST /csp-reports`: what a browser left out because of a policy is counted by kind. Nothing else of the report is kept, because
/// addresses and samples in it may be anything.
pub async fn report(State(hub): State<Hub>, headers: HeaderMap, body: Body) -> Result<StatusCode, Problem> {
    const LARGEST: usize = 64 * 1024;
    const MOST: usize = 20;
    if !auth::from_own_page(&headers) {
        return Err(Problem::cross_site());
    }
    hub.limits.take(REPORTS)?;
    let bytes = to_bytes(body, LARGEST).await.map_err(|_| Problem::too_large())?;
    let told: Value =
        serde_json::from_slice(&bytes).map_err(|_| Problem::unreadable("", "a report is a JSON document"))?;
    let reports = match &told {
        Value::Array(reports) => reports.as_slice(),
        one => std::slice::from_ref(one),
    };
    for (directive, blocked) in reports.iter().take(MOST).filter_map(kind) {
        hub.metrics.add_report(directive, blocked);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The directive that was broken and what broke it, in words of ours. The old form of a report (`report-uri`) and the new one
/// (`report-to`) name the same things differently.
fn kind(report: &Value) -> Option<(&'static str, &'static str)> {
    const DIRECTIVES: [&str; 17] = [
        "base-uri",
        "connect-src",
        "default-src",
        "font-src",
        "form-action",
        "frame-ancestors",
        "frame-src",
        "img-src",
        "manifest-src",
        "media-src",
        "object-src",
        "require-trusted-types-for",
        "script-src",
        "style-src",
        "trusted-types",
        "wasm-unsafe-eval",
        "worker-src",
    ];
    const BLOCKED: [&str; 6] = ["blob", "data", "eval", "inline", "trusted-types-sink", "wasm-eval"];
    let body = report.get("csp-report").or_else(|| report.get("body"))?;
    let text = |names: [&str; 2]| names.iter().find_map(|name| body.get(*name)?.as_str());
    let directive = text(["effective-directive", "effectiveDirective"])?;
    // `script-src-elem` and `script-src-attr` are parts of `script-src`.
    let directive = directive.trim_end_matches("-elem").trim_end_matches("-attr");
    let blocked = text(["blocked-uri", "blockedURL"]).unwrap_or_default();
    let known = |list: &[&'static str], word: &str| list.iter().find(|known| **known == word).copied();
    Some((
        known(&DIRECTIVES, directive).unwrap_or("other"),
        known(&BLOCKED, blocked).unwrap_or(if blocked.contains("://") { "address" } else { "other" }),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_script_in_the_page_is_allowed_by_its_hash_and_nothing_else() {
        let html = r#"<script src="a.js"></script><script type="module">import x</script><script></script>"#;
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["import x"]);
        let policy = of_page(html, "'none'");
        assert_eq!(policy.matches("'sha256-").count(), 1);
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
    }

    #[test]
    fn both_forms_of_a_report_say_the_same() {
        let old = json!({ "csp-report": {
            "document-uri": "https://h/certificates/0?a=b", "effective-directive": "script-src-elem",
            "blocked-uri": "https://elsewhere.example/x?name=y", "script-sample": "secret",
        } });
        let new = json!({ "type": "csp-violation", "url": "https://h/certificates/0", "body": {
            "effectiveDirective": "script-src-elem", "blockedURL": "https://elsewhere.example/x",
        } });
        assert_eq!(kind(&old), Some(("script-src", "address")));
        assert_eq!(kind(&new), kind(&old));
    }

    #[test]
    fn a_report_adds_no_words_of_its_own() {
        let told = |directive: &str, blocked: &str| {
            kind(&json!({ "csp-report": { "effective-directive": directive, "blocked-uri": blocked } }))
        };
        assert_eq!(told("見本 花子", "見本"), Some(("other", "other")));
        assert_eq!(told("style-src-attr", "inline"), Some(("style-src", "inline")));
        assert_eq!(kind(&json!({ "csp-report": "x" })), None);
        assert_eq!(kind(&json!([1])), None);
    }
}
