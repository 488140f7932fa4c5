//! The three engines a patient's browser may have, and how each is started and steered: Chromium, Firefox (Gecko) and `WebKitGTK`. `PMH_BROWSER`
//! names one; an ordinary run has Chromium, `cargo xtask prove engines` the others.

use serde_json::{Value, json};
use std::process::{Command, Stdio};

/// Which engine.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chrome, Edge, most phones.
    Chromium,
    /// Firefox.
    Gecko,
    /// What Safari is made of.
    WebKit,
}

/// Firefox makes no window narrower than this; a narrower page is one whose pixels are larger.
const NARROWEST: u32 = 500;

impl Engine {
    /// The one this run is about.
    pub fn of_this_run() -> Engine {
        match std::env::var("PMH_BROWSER").as_deref() {
            Err(_) | Ok("chromium") => Engine::Chromium,
            Ok("firefox") => Engine::Gecko,
            Ok("webkit") => Engine::WebKit,
            Ok(other) => panic!("PMH_BROWSER={other}: chromium, firefox or webkit"),
        }
    }

    /// The program that steers it, listening on this port.
    pub fn driver(self, port: u16) -> Command {
        let (variable, program) = match self {
            Engine::Chromium => ("PMH_CHROMEDRIVER", "chromedriver"),
            Engine::Gecko => ("PMH_GECKODRIVER", "geckodriver"),
            Engine::WebKit => ("PMH_WEBKITDRIVER", "WebKitWebDriver"),
        };
        let mut driver = Command::new(std::env::var_os(variable).unwrap_or_else(|| program.into()));
        driver.arg(format!("--port={port}")).stdout(Stdio::null()).stderr(Stdio::null());
        match self {
            Engine::Chromium => &mut driver,
            // Beside WebDriver's door it opens another one; any free port will do.
            Engine::Gecko => driver.args(["--websocket-port", "0"]),
            // Tests run as root in containers, where the browser's own sandbox cannot be set up.
            Engine::WebKit => driver.env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1"),
        };
        driver
    }

    /// What is asked of it.
    pub fn capabilities(self, profile: &str, width: u32, height: u32, options: &[&str]) -> Value {
        match self {
            Engine::Chromium => chromium(profile, width, height, options),
            Engine::Gecko => {
                let preferences = json!({
                    "intl.accept_languages": "ja",
                    "layout.css.devPixelsPerPx": (f64::from(width.max(NARROWEST)) / f64::from(width)).to_string(),
                });
                let arguments = ["-headless", "-profile", profile];
                json!({ "browserName": "firefox", "moz:firefoxOptions": { "args": arguments, "prefs": preferences } })
            }
            Engine::WebKit => json!({ "browserName": "MiniBrowser" }),
        }
    }

    /// The window that shows a page of this size, where it is not asked for as a capability. `WebKitGTK`'s is never narrower than its own bar.
    pub fn window(self, width: u32, height: u32) -> Option<Value> {
        let (width, height) = match self {
            Engine::Chromium => return None,
            Engine::Gecko => (width.max(NARROWEST), height * width.max(NARROWEST) / width + 90),
            Engine::WebKit => (width, height + 40),
        };
        Some(json!({ "x": 0, "y": 0, "width": width, "height": height }))
    }
}

fn chromium(profile: &str, width: u32, height: u32, options: &[&str]) -> Value {
    let own = [
        "--headless=new",
        // Tests run as root in containers, where the browser's own sandbox cannot be set up.
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // A journey goes from page to page faster than a hand can: on a quick machine Chromium would hold it back.
        "--disable-ipc-flooding-protection",
        "--lang=ja",
        &format!("--user-data-dir={profile}"),
        &format!("--window-size={},{}", width.max(500), height + 140),
    ];
    let arguments: Vec<&str> = own.into_iter().chain(options.iter().copied()).collect();
    let size = json!({ "width": width, "height": height, "pixelRatio": 1.0, "touch": false });
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "args": arguments, "mobileEmulation": { "deviceMetrics": size } },
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}
