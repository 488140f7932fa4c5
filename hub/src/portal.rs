//! The portal's files: hashed names for ever, everything else asked for anew.

use crate::problem::Problem;
use crate::{Hub, armour, coding};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use std::path::{Component, Path, PathBuf};

/// Serves a file of the portal, or its first page for an address that only the portal knows.
pub async fn serve(State(hub): State<Hub>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return Problem::not_found().into_response();
    }
    let path = uri.path().trim_start_matches('/');
    let Some(wanted) = inside(Path::new(path)) else { return Problem::not_found().into_response() };
    // A missing file is missing: only addresses without an extension are pages.
    let is_page = wanted.extension().is_none() || path == "index.html";
    if path.starts_with("api/") {
        return Problem::not_found().into_response();
    }
    let file =
        if is_page { page(&hub.config.portal, &wanted).await } else { hub.config.portal.join(&wanted) };
    let served = match Served::read(&file, &headers).await {
        None if !is_page && wanted.file_name().is_some_and(|name| is_hashed(&name.to_string_lossy())) => {
            earlier(&hub.config.portal, &wanted, &headers).await
        }
        served => served,
    };
    match served {
        Some(served) => served.answer(&hub.config.framed_by),
        None if is_page => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The portal has not been built: run `cargo xtask build`, then load this page again.\n",
        )
            .into_response(),
        None => Problem::not_found().into_response(),
    }
}

/// The page for an address: that of the first folder in it, where it is a page of its own (`/apply/…`), else the first page.
async fn page(portal: &Path, wanted: &Path) -> PathBuf {
    let own = wanted.iter().next().map(|folder| portal.join(folder).join("index.html"));
    match own {
        Some(own) if tokio::fs::metadata(&own).await.is_ok_and(|own| own.is_file()) => own,
        _ => portal.join("index.html"),
    }
}

/// A file of one of the builds before (`cargo xtask build` keeps three): a page that was opened then still asks for its own.
async fn earlier(portal: &Path, wanted: &Path, headers: &HeaderMap) -> Option<Served> {
    for kept in ["1", "2", "3"] {
        let file = portal.join("earlier").join(kept).join(wanted);
        if let Some(served) = Served::read(&file, headers).await {
            return Some(served);
        }
    }
    None
}

/// The path, when every part of it is an ordinary name.
fn inside(path: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) if !name.to_string_lossy().starts_with('.') => clean.push(name),
            _ => return None,
        }
    }
    Some(clean)
}

struct Served {
    body: Vec<u8>,
    /// The same, packed, where the reader takes it.
    brotli: Option<Vec<u8>>,
    content_type: &'static str,
    cache: &'static str,
    /// The worker that keeps the shell.
    is_worker: bool,
}

impl Served {
    async fn read(file: &Path, headers: &HeaderMap) -> Option<Served> {
        let body = tokio::fs::read(file).await.ok()?;
        let name = file.file_name()?.to_string_lossy().into_owned();
        let content_type = content_type(&name);
        let brotli = if coding::is_read(headers, "br") {
            tokio::fs::read(with_suffix(file, ".br")).await.ok()
        } else {
            None
        };
        let cache = if is_hashed(&name) { "public, max-age=31536000, immutable" } else { "no-cache" };
        Some(Served { body, brotli, content_type, cache, is_worker: name == "worker.js" })
    }

    /// The answer; a page may be shown in a frame by `framed_by`.
    fn answer(self, framed_by: &str) -> Response {
        let mut response = Response::builder()
            .header(header::CONTENT_TYPE, self.content_type)
            .header(header::CACHE_CONTROL, self.cache)
            .header(header::VARY, "Accept-Encoding");
        if self.content_type.starts_with("text/html") {
            let policy = armour::of_page(&String::from_utf8_lossy(&self.body), framed_by);
            response = response.header(header::CONTENT_SECURITY_POLICY, policy);
        } else if self.is_worker {
            response = response.header(header::CONTENT_SECURITY_POLICY, armour::WORKER);
        }
        if self.brotli.is_some() {
            response = response.header(header::CONTENT_ENCODING, "br");
        }
        response
            .body(Body::from(self.brotli.unwrap_or(self.body)))
            .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json; charset=utf-8",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Trunk's names carry a hash of sixteen hexadecimal digits, fewer when it begins with zeros: `portal-123456789abcdef.css`.
fn is_hashed(name: &str) -> bool {
    name.split(['-', '.', '_'])
        .any(|part| part.len() >= 12 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_is_served() {
        for path in ["../Cargo.toml", "a/../../b", ".git/config", "a/.env", "/etc/passwd"] {
            assert_eq!(inside(Path::new(path)), None, "{path}");
        }
        assert_eq!(inside(Path::new("a/b.css")), Some(PathBuf::from("a/b.css")));
    }

    #[test]
    fn only_hashed_names_are_for_ever() {
        assert!(is_hashed("portal-0123456789abcdef.css"));
        assert!(is_hashed("app-0123456789abcdef_bg.wasm"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("favicon.svg"));
    }
}
