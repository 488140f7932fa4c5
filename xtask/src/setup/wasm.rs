//! The compiler that makes WebAssembly. Two ways to it, the same result:
//!
//! * `rustup`: the target and the library's source are added to the compiler that builds everything else. A download.
//! * `debian`: where only package mirrors can be reached, Debian's own compiler and library source (see
//!   [`super::debian`]).
//!
//! `PMH_WASM=rustup` or `PMH_WASM=debian` insists on one; without it, whatever is there, else rustup, else Debian.

use super::debian::{self, Debian};
use super::library::{Compiler, Panic, has_std};
use super::on_path;
use super::step::{Step, Workbench};
use crate::fault::{Fault, Outcome};
use crate::lookup;
use crate::places::Places;
use crate::process;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// The target's name.
pub const TRIPLE: &str = "wasm32-unknown-unknown";

/// A network that swallows packets would otherwise keep a newcomer waiting for many minutes.
const PATIENCE: Duration = Duration::from_secs(120);

/// A compiler that can make WebAssembly.
pub enum Toolchain {
    /// The developer's own, with the library of the patient's bundle.
    Rustup(PathBuf),
    Debian(Debian),
}

impl Toolchain {
    /// The one that is ready, if one is.
    pub fn ready(places: &Places) -> Outcome<Option<Self>> {
        let forced = forced()?;
        if forced != Some(Way::Debian) && own_compiler_has_it(places) {
            let library = own_compiler(places).and_then(|compiler| compiler.ready(places, Panic::Stop));
            if let Some(library) = library {
                return Ok(Some(Self::Rustup(library)));
            }
        }
        if forced == Some(Way::Rustup) {
            return Ok(None);
        }
        Ok(debian::ready(places).map(Self::Debian))
    }

    /// The same, after `setup` has said that it is there.
    pub fn get(places: &Places) -> Outcome<Self> {
        Self::ready(places)?.ok_or_else(|| {
            Fault::new("no compiler here makes WebAssembly", "nothing was built", "run `cargo xtask setup`")
        })
    }

    /// For people, and to notice a change of compiler.
    pub fn name(&self, places: &Places) -> String {
        match self {
            Self::Rustup(_) => {
                let rustc = process::ask(Command::new("rustc").arg("--version").current_dir(&places.root));
                format!("by {}", rustc.as_deref().and_then(|text| text.split(" (").next()).unwrap_or("rustc"))
            }
            Self::Debian(debian) => format!("by Debian's rustc {}", debian.release),
        }
    }

    /// Makes `command` (trunk, cargo) build with this compiler, with `tools` first on PATH. `lean`: for the patient's phone, without
    /// what only a developer would read (panics in words, places in the source, `Debug` texts), a sixth of the bundle.
    pub fn prepare(&self, command: &mut Command, places: &Places, tools: &[PathBuf], lean: bool) {
        let mut dirs = tools.to_vec();
        let mut flags: Vec<String> = std::env::var("RUSTFLAGS")
            .unwrap_or_default()
            .split_whitespace()
            .map(ToOwned::to_owned)
            .collect();
        let panic = if lean { Panic::Stop } else { Panic::Told };
        let sysroot = match self {
            Self::Rustup(library) => lean.then_some(library.as_path()),
            Self::Debian(debian) => {
                debian.prepare(command, &mut dirs);
                Some(debian.sysroot(panic))
            }
        };
        flags.extend(sysroot.map(|sysroot| format!("--sysroot={}", sysroot.display())));
        flags.extend(panic.flags());
        flags.extend(forget_places(places));
        if lean {
            flags.extend(["-Zlocation-detail=none", "-Zfmt-debug=none"].map(str::to_owned));
            // The switches are not stable yet; they change nothing but what a panic says.
            command.env("RUSTC_BOOTSTRAP", "1");
        }
        command
            .env("PATH", lookup::path_with(&dirs))
            // Encoded: a folder's name may hold a space.
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
            // Two compilers in one target folder would rebuild everything at every change from one to the other.
            .env("CARGO_TARGET_DIR", places.target.join("wasm"));
    }
}

/// The set-up's step.
pub struct Target;

impl Step for Target {
    fn name(&self) -> String {
        "WebAssembly".to_owned()
    }

    fn doing(&self) -> String {
        "adding the target (1 to 3 min)".to_owned()
    }

    fn ready(&self, places: &Places) -> Outcome<Option<String>> {
        Ok(Toolchain::ready(places)?.map(|toolchain| toolchain.name(places)))
    }

    fn install(&self, bench: &Workbench<'_>) -> Outcome {
        let forced = forced()?;
        if forced != Some(Way::Debian) {
            match by_rustup(bench) {
                Ok(()) => return Ok(()),
                Err(fault) if forced == Some(Way::Rustup) || on_path("apt-get").is_none() => {
                    return Err(fault);
                }
                Err(_) => {}
            }
        }
        debian::install(bench)
    }
}

fn by_rustup(bench: &Workbench<'_>) -> Outcome {
    if !own_compiler_has_it(bench.places) {
        rustup(bench, &["target", "add", TRIPLE], &format!("the target {TRIPLE}"))?;
    }
    if own_compiler(bench.places).is_none() {
        rustup(bench, &["component", "add", "rust-src"], "the source of its library")?;
    }
    let Some(compiler) = own_compiler(bench.places) else {
        return Err(Fault::new(
            "this compiler does not come with the source of its library",
            "what was added stays, and does no harm",
            "install that source by the way this compiler came and run the same command again",
        ));
    };
    compiler.compile(bench, Command::new("cargo"), Panic::Stop)
}

fn rustup(bench: &Workbench<'_>, words: &[&str], what: &str) -> Outcome {
    if on_path("rustup").is_none() {
        return Err(Fault::new(
            format!("this compiler lacks {what}, and there is no rustup to add it"),
            "nothing was changed",
            "install rustup, or what is lacking by the way this compiler came, and run the same command again",
        ));
    }
    let mut add = Command::new("rustup");
    add.args(words).current_dir(&bench.places.root);
    bench
        .run_within(PATIENCE, &mut add)
        .map_err(|trouble| bench.fault(&format!("rustup could not add {what}"), &trouble))
}

/// The compiler that builds everything else, if the source of its library is there.
fn own_compiler(places: &Places) -> Option<Compiler> {
    Compiler::of(|| {
        let mut rustc = Command::new("rustc");
        rustc.current_dir(&places.root);
        rustc
    })
}

fn own_compiler_has_it(places: &Places) -> bool {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", TRIPLE]).current_dir(&places.root);
    process::ask(&mut rustc).is_some_and(|dir| has_std(Path::new(&dir)))
}

/// Panic messages carry file names. Without this the bundle would tell where on whose machine it was built, and
/// two machines would make two bundles.
fn forget_places(places: &Places) -> Vec<String> {
    let mut flags = forget_crates();
    flags.push(format!("--remap-path-prefix={}=.", places.root.display()));
    flags
}

/// The part of it that concerns the crates' sources.
pub fn forget_crates() -> Vec<String> {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    let sources = cargo_home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    let mut dirs: Vec<PathBuf> = sources.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    dirs.sort();
    dirs.iter().map(|dir| format!("--remap-path-prefix={}=crates", dir.display())).collect()
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Way {
    Rustup,
    Debian,
}

fn forced() -> Outcome<Option<Way>> {
    match std::env::var("PMH_WASM").as_deref() {
        Err(_) | Ok("") => Ok(None),
        Ok("rustup") => Ok(Some(Way::Rustup)),
        Ok("debian") => Ok(Some(Way::Debian)),
        Ok(other) => Err(Fault::new(
            format!("PMH_WASM={other} means nothing"),
            "nothing was changed",
            "set it to rustup or debian, or not at all",
        )),
    }
}
