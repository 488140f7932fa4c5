//! What anything with a browser needs: a hub, a built portal, a driver; and `cargo xtask screenshots`, the smallest such thing.

use crate::arguments::Arguments;
use crate::build::{self, Kind};
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use crate::process;
use crate::registry::Variables;
use crate::setup::{self, Need};
use std::process::Command;

/// `cargo xtask screenshots`.
pub fn screenshots(places: &Places, _: &Arguments) -> Outcome {
    setup::ensure(places, Need::Everything)?;
    let mut pictures = command(places, &["run", "--quiet", "--bin", "screenshots"])?;
    process::aloud(&mut pictures, "the pictures", "look at the last page named above")
}

/// A cargo command on the journeys' package, with everything it will ask for built and named.
pub fn command(places: &Places, words: &[&str]) -> Outcome<Command> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(words)
        .args(["--package", "journeys", "--locked"])
        .current_dir(&places.root)
        .envs(programs(places)?);
    Ok(cargo)
}

/// Builds what journeys need, and says where it is.
pub fn programs(places: &Places) -> Outcome<Variables> {
    // Selected like the native tests, so that nothing is compiled a second time with other features.
    let bins = ["--bin", "hub", "--bin", "gallery", "--locked"];
    process::aloud(
        Command::new("cargo")
            .args(["build", "--workspace", "--exclude", "journeys", "--all-features"])
            .args(bins)
            .current_dir(&places.root),
        "the build of hub and gallery",
        "mend what the compiler says above",
    )?;
    build::portal_if_needed(places, Kind::Release)?;
    let Some(driver) = setup::chromedriver() else {
        return Err(Fault::new("chromedriver was not found", "nothing was run", "run `cargo xtask setup`"));
    };
    Ok(vec![
        ("PMH_HUB_BIN", places.target.join("debug/hub")),
        ("PMH_GALLERY", places.target.join("debug/gallery")),
        ("PMH_DIST", places.dist()),
        ("PMH_AXE", setup::npm_modules(places)?.join("axe-core/axe.min.js")),
        ("PMH_CHROMEDRIVER", driver),
    ])
}
