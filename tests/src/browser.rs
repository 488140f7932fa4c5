//! A headless browser of its own, driven over WebDriver: JSON over HTTP, one command a call, nothing asynchronous to reason
//! about, and every extension of the driver (console log, throttling) within reach.

use crate::PATIENCE;
use crate::engine::Engine;
use serde_json::{Value, json};
use std::net::{TcpListener, TcpStream};
use std::process::Child;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// WebDriver's name for the key under which an element's reference stands.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser window. Dropped: closed, its profile gone.
pub struct Browser {
    engine: Engine,
    driver: Child,
    session: String,
    agent: ureq::Agent,
    profile: TempDir,
}

impl Browser {
    /// A fresh browser of this size in CSS pixels.
    pub fn start(width: u32, height: u32) -> Browser {
        Browser::start_with(width, height, &[])
    }

    /// Which engine it has.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The same with options of Chromium's own.
    pub fn start_with(width: u32, height: u32, options: &[&str]) -> Browser {
        let port = free_port();
        let engine = Engine::of_this_run();
        let driver = engine
            .driver(port)
            .spawn()
            .expect("the browser's driver; `cargo xtask setup` installs Chromium's");
        let since = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(since.elapsed() < PATIENCE, "the driver does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        let profile = tempfile::tempdir().expect("a profile");
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE * 2))
            .build()
            .into();
        let mut browser =
            Browser { engine, driver, session: format!("http://127.0.0.1:{port}/session"), agent, profile };
        let wanted = engine.capabilities(&browser.profile.path().to_string_lossy(), width, height, options);
        let session = browser.command("POST", "", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        let id = session["sessionId"].as_str().unwrap_or_else(|| panic!("no browser session: {session}"));
        browser.session = format!("{}/{id}", browser.session);
        if let Some(window) = engine.window(width, height) {
            browser.command("POST", "/window/rect", &window);
        }
        browser
    }

    /// Opens an address.
    pub fn open(&self, address: &str) {
        self.command("POST", "/url", &json!({ "url": address }));
    }

    /// Opens a second window beside the one there is; both can be looked at.
    pub fn two_windows(&self) -> [String; 2] {
        let first = self.command("GET", "/window", &Value::Null);
        let second = self.command("POST", "/window/new", &json!({ "type": "tab" }));
        [&first, &second["handle"]].map(|handle| handle.as_str().unwrap_or_default().to_owned())
    }

    /// Goes to one of several windows.
    pub fn look_at(&self, window: &str) {
        self.command("POST", "/window", &json!({ "handle": window }));
    }

    /// Waits until a script returns something other than nothing and false, and gives it.
    pub fn until(&self, what: &str, script: &str) -> Value {
        let since = Instant::now();
        loop {
            let value = self.script(script);
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return value;
            }
            assert!(
                since.elapsed() < PATIENCE,
                "waited in vain: {what}; on the page: {}",
                self.script("return document.body.innerText")
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Runs a script and gives what it returns.
    pub fn script(&self, script: &str) -> Value {
        self.command("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Runs a script before any of a page's own, on every page opened from now on.
    pub fn prepare(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }));
    }

    /// A command of the browser's developer tools.
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let command = json!({ "cmd": command, "params": parameters });
        self.command("POST", "/goog/cdp/execute", &command)
    }

    /// Presses a key, as on a keyboard: `\u{e004}` is Tab, `\u{e007}` Enter.
    pub fn press(&self, key: &str) {
        let down = json!({ "type": "keyDown", "value": key });
        let up = json!({ "type": "keyUp", "value": key });
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": [down, up] });
        self.command("POST", "/actions", &json!({ "actions": [keyboard] }));
    }

    /// Types letter by letter into whatever has the focus.
    pub fn type_in(&self, text: &str) {
        let keys: Vec<Value> = text
            .chars()
            .flat_map(|letter| {
                [json!({ "type": "keyDown", "value": letter }), json!({ "type": "keyUp", "value": letter })]
            })
            .collect();
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": keys });
        self.command("POST", "/actions", &json!({ "actions": [keyboard] }));
    }

    /// What axe-core finds on the page, one line a finding.
    pub fn axe(&self) -> Vec<String> {
        const RUN: &str = "window.found = null; axe.run(document, { resultTypes: ['violations'] }).then((result) => {
            window.found = result.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`));
        })";
        let file = std::env::var_os("PMH_AXE").expect("PMH_AXE; `cargo xtask test` sets it");
        let axe = std::fs::read_to_string(file).expect("axe-core; `cargo xtask setup` installs it");
        self.script(&format!("if (!window.axe) {{ {axe}\n }}"));
        self.script(RUN);
        let found = self.until("axe", "return window.found && { lines: window.found }");
        let lines = found["lines"].as_array().into_iter().flatten();
        lines.map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Clicks as a person would: the element must be there, visible and not covered.
    pub fn click(&self, css: &str) {
        // The page may be painted anew between looking and clicking; a person would not notice.
        while !self.clicked(css) {}
    }

    /// `false` when the element had gone meanwhile.
    fn clicked(&self, css: &str) -> bool {
        let element = self.element(css);
        // A person scrolls what lies under the bar at the bottom into sight first.
        let quoted = Value::from(css);
        self.script(&format!("document.querySelector({quoted}).scrollIntoView({{ block: 'center' }})"));
        let (path, body) = (format!("/element/{element}/click"), json!({}));
        let (status, answer) = self.ask("POST", &path, &body);
        let gone = answer["value"]["error"] == "stale element reference";
        assert!(status == 200 || gone, "{path}: {answer}");
        !gone
    }

    /// Types into a field, replacing what is there.
    pub fn fill(&self, css: &str, text: &str) {
        let element = self.element(css);
        self.command("POST", &format!("/element/{element}/clear"), &json!({}));
        self.command("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Gives a file to a field that takes files.
    pub fn attach(&self, css: &str, file: &std::path::Path) {
        let element = self.element(css);
        let name = file.to_string_lossy();
        self.command("POST", &format!("/element/{element}/value"), &json!({ "text": name }));
    }

    /// Chooses an option by its value.
    pub fn choose(&self, css: &str, value: &str) {
        self.click(&format!("{css} option[value=\"{value}\"]"));
    }

    /// Everything the page has complained about on its console since the last call. Only Chromium's driver tells.
    pub fn complaints(&self) -> Vec<String> {
        // Chromium says this of every preload that carries a hash; the hash is checked all the same when the file is used.
        const OF_THE_BROWSER: &str = "`integrity` attribute is currently ignored for preload destinations";
        if self.engine != Engine::Chromium {
            return Vec::new();
        }
        let log = self.command("POST", "/se/log", &json!({ "type": "browser" }));
        let messages = log.as_array().into_iter().flatten().filter_map(|entry| entry["message"].as_str());
        messages.filter(|message| !message.contains(OF_THE_BROWSER)).map(str::to_owned).collect()
    }

    /// Everything that the browser keeps of the page's site, and may not keep: one line each. What may stay are the choices of whoever uses this
    /// browser, the random id of an application under way, that somebody signed out without a network, a copy that was asked for, and the site's own
    /// files.
    /// `None` where the window shows no page of a site.
    pub fn keeps(&self) -> Option<Vec<String>> {
        const DUMP: &str = r"
            const done = arguments[arguments.length - 1];
            const own = { language: /^(ja|ja-easy|en)$/, shade: /^(device|light|dark|contrast)$/, calendar: /^(western|japanese)$/, leaving: /^yes$/, copy: /^[0-9]{1,20}$/ };
            const kept = [];
            (async () => {
                for (const [place, storage] of [['localStorage', localStorage], ['sessionStorage', sessionStorage]]) {
                    for (const [key, value] of Object.entries(storage)) {
                        const may = key.startsWith('application.') ? /^[0-9a-f]{32}$/ : own[key];
                        if (place !== 'localStorage' || !may?.test(value)) kept.push(`${place} ${key}=${value}`);
                    }
                }
                if (document.cookie) kept.push(`cookie ${document.cookie}`);
                if (window.name) kept.push(`window.name ${window.name}`);
                // A copy stands only where somebody has asked for one, and what is in it is sealed.
                for (const { name } of await indexedDB.databases?.() ?? []) {
                    if (name !== 'copy' || !localStorage.getItem('copy')) kept.push(`indexedDB ${name}`);
                }
                for (const name of window.caches ? await caches.keys() : []) {
                    for (const { url } of await (await caches.open(name)).keys()) {
                        const path = new URL(url).pathname;
                        if (/^\/(api|staff|sandbox|sign-)/.test(path)) kept.push(`cache ${name} ${path}`);
                    }
                }
                const folder = await navigator.storage?.getDirectory?.();
                if (folder) for await (const name of folder.keys()) kept.push(`file ${name}`);
                return kept;
            })().then(done, () => done(null));";
        let body = json!({ "script": DUMP, "args": [] });
        let (status, mut answer) = self.ask("POST", "/execute/async", &body);
        if status != 200 {
            return None;
        }
        let lines = answer["value"].take();
        let lines = lines.as_array()?.iter();
        Some(lines.filter_map(|line| line.as_str().map(str::to_owned)).collect())
    }

    /// Writes a picture of the window.
    pub fn screenshot(&self, file: &std::path::Path) {
        write_picture(&self.command("GET", "/screenshot", &Value::Null), file);
    }

    /// Writes a picture of the whole page, however long it is; of the window where the driver cannot.
    pub fn whole_page(&self, file: &std::path::Path) {
        if self.engine != Engine::Chromium {
            return self.screenshot(file);
        }
        let parameters = json!({ "captureBeyondViewport": true, "format": "png" });
        let command = json!({ "cmd": "Page.captureScreenshot", "params": parameters });
        let picture = self.command("POST", "/goog/cdp/execute", &command);
        write_picture(&picture["data"], file);
    }

    fn element(&self, css: &str) -> String {
        let quoted = Value::from(css).to_string();
        self.until(css, &format!("return document.querySelector({quoted})"))[ELEMENT]
            .as_str()
            .unwrap_or_else(|| panic!("{css} is no element"))
            .to_owned()
    }

    fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let (status, mut answer) = self.ask(method, path, body);
        assert_eq!(status, 200, "{method} {path} {body}: {answer}");
        answer["value"].take()
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let address = format!("{}{path}", self.session);
        let response = match method {
            "GET" => self.agent.get(&address).call(),
            "DELETE" => self.agent.delete(&address).call(),
            _ => self.agent.post(&address).header("Content-Type", "application/json").send(body.to_string()),
        };
        let mut response = response.unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        let bytes = response
            .body_mut()
            .with_config()
            .limit(64 * 1024 * 1024)
            .read_to_vec()
            .expect("the driver's answer");
        (response.status().as_u16(), serde_json::from_slice(&bytes).expect("the driver speaks JSON"))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Each journey ends here: nothing about anybody may be left in the browser.
        let kept = if std::thread::panicking() { None } else { self.keeps() };
        // The polite way first, so that the browser's own processes go too.
        drop(self.agent.delete(&self.session).call());
        drop(self.driver.kill());
        drop(self.driver.wait());
        assert_eq!(kept.unwrap_or_default(), Vec::<String>::new(), "left in the browser");
    }
}

fn write_picture(picture: &Value, file: &std::path::Path) {
    use base64::Engine as _;
    let picture = base64::engine::general_purpose::STANDARD.decode(picture.as_str().unwrap_or_default());
    std::fs::write(file, picture.expect("a picture")).expect("a file");
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port()
}
