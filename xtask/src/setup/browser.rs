//! What the browser tests need: Chromium with its driver, and a Japanese font, without which every page would
//! be a row of empty boxes that passes for layout.

use super::step::{Step, Workbench};
use super::{apt, on_path};
use crate::fault::Outcome;
use crate::places::Places;
use crate::process;
use std::path::PathBuf;
use std::process::Command;

/// The driver the journeys speak with.
pub fn chromedriver() -> Option<PathBuf> {
    on_path("chromedriver")
}

/// Chromium and `ChromeDriver`, which must be of one version and therefore come together.
pub struct Browser;

impl Step for Browser {
    fn name(&self) -> String {
        "chromium and chromedriver".to_owned()
    }

    fn doing(&self) -> String {
        "installing (about 60 s)".to_owned()
    }

    fn ready(&self, _: &Places) -> Outcome<Option<String>> {
        let browser = ["chromium", "google-chrome", "chromium-browser"].into_iter().find_map(on_path);
        let both = browser.zip(chromedriver());
        Ok(both.map(|(browser, _)| format!("{} is there", browser.display())))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        apt::install(bench, &["chromium", "chromium-driver"])
    }
}

/// The other two engines, for `cargo xtask prove engines`: Firefox and `WebKitGTK` with its driver, and a screen for the one that has no life
/// without one. Firefox's driver is a crate (see [`super::cargo_tool`]).
pub struct Others;

impl Step for Others {
    fn name(&self) -> String {
        "firefox and webkitgtk".to_owned()
    }

    fn doing(&self) -> String {
        "installing (about 60 s)".to_owned()
    }

    fn ready(&self, _: &Places) -> Outcome<Option<String>> {
        let firefox = ["firefox", "firefox-esr"].into_iter().find_map(on_path);
        let rest =
            ["WebKitWebDriver", "xvfb-run", "xauth"].into_iter().all(|program| on_path(program).is_some());
        Ok(firefox.filter(|_| rest).map(|firefox| format!("{} is there", firefox.display())))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        apt::install(bench, &["firefox-esr", "webkit2gtk-driver", "xvfb", "xauth"])
    }
}

/// A Japanese font.
pub struct Font;

impl Step for Font {
    fn name(&self) -> String {
        "a Japanese font".to_owned()
    }

    fn doing(&self) -> String {
        "installing (about 15 s)".to_owned()
    }

    fn ready(&self, _: &Places) -> Outcome<Option<String>> {
        // Systems without fontconfig (macOS) bring Japanese fonts of their own.
        if on_path("fc-list").is_none() {
            return Ok(Some("the system's own".to_owned()));
        }
        let fonts = process::ask(Command::new("fc-list").args([":lang=ja", "family"])).unwrap_or_default();
        let family = fonts.lines().next().and_then(|line| line.split(',').next());
        Ok(family.map(ToOwned::to_owned))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        apt::install(bench, &["fonts-noto-cjk"])
    }
}
