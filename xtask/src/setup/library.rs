//! The standard library for the browser, compiled once from the compiler's own source and kept in the cache beside the compiler's
//! version and commit; from then on the target is an ordinary one for that compiler, which is told with `--sysroot` where the library
//! lies. The compiler itself is not touched, and a newer one simply leads to a new folder.
//!
//! The library that comes ready made carries its texts and machinery for telling of a panic into every bundle, a tenth of the
//! patient's. In the bundle's own library a panic only stops the program; `app/boot.js` sees that and says so in plain words.

use super::step::Workbench;
use super::wasm::TRIPLE;
use crate::fault::Outcome;
use crate::lookup;
use crate::places::Places;
use crate::process;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Counts the changes of `compile`, so that a library made by an older one is not taken for the new one.
const RECIPE: u32 = 4;

/// What happens at a panic, which library and program must agree on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Panic {
    /// It is told first, then the program stops.
    Told,
    /// The program stops.
    Stop,
}

impl Panic {
    /// The compiler's flags. The second switch is not stable yet: `RUSTC_BOOTSTRAP`.
    pub fn flags(self) -> Vec<String> {
        match self {
            Panic::Told => Vec::new(),
            Panic::Stop => vec!["-Zunstable-options".to_owned(), "-Cpanic=immediate-abort".to_owned()],
        }
    }
}

/// A compiler with the source of its library.
pub struct Compiler {
    pub release: String,
    pub commit: String,
    pub llvm: String,
    /// Where `library/` is.
    pub source: PathBuf,
}

impl Compiler {
    /// What `rustc` says of itself; nothing when the source is not there.
    pub fn of(rustc: impl Fn() -> Command) -> Option<Self> {
        let answer = process::ask(rustc().arg("-vV"))?;
        let field =
            |name: &str| Some(answer.lines().find_map(|line| line.strip_prefix(name))?.trim().to_owned());
        let source =
            PathBuf::from(process::ask(rustc().args(["--print", "sysroot"]))?).join("lib/rustlib/src/rust");
        source.join("library/std/Cargo.toml").is_file().then_some(())?;
        Some(Self {
            release: field("release:")?,
            commit: field("commit-hash:")?,
            llvm: field("LLVM version:")?.split('.').next()?.to_owned(),
            source,
        })
    }

    /// Where its library lies, or would.
    pub fn sysroot(&self, places: &Places, panic: Panic) -> PathBuf {
        let commit = self.commit.get(..9).unwrap_or(&self.commit);
        let panic = if panic == Panic::Stop { "-stop" } else { "" };
        places.cache.join("wasm-std").join(format!("{}-{commit}-{RECIPE}{panic}", self.release))
    }

    /// The same when it is complete.
    pub fn ready(&self, places: &Places, panic: Panic) -> Option<PathBuf> {
        Some(self.sysroot(places, panic)).filter(|sysroot| has_std(&library_of(sysroot)))
    }

    /// Compiles it, with a `cargo` that was told its compiler.
    pub fn compile(&self, bench: &Workbench<'_>, mut cargo: Command, panic: Panic) -> Outcome {
        let goal = self.sysroot(bench.places, panic);
        let made = bench.workshop(&goal)?;
        let empty = made.join("empty");
        let write = |path: &Path, text: &str| {
            let dir = path.parent().unwrap_or(path);
            std::fs::create_dir_all(dir)
                .and_then(|()| std::fs::write(path, text))
                .map_err(|error| bench.file_fault(path, &error))
        };
        write(&empty.join("Cargo.toml"), "[package]\nname = \"empty\"\nedition = \"2021\"\n\n[workspace]\n")?;
        write(&empty.join("src/lib.rs"), "#![no_std]\n")?;

        let target = empty.join("target");
        let mut flags = super::wasm::forget_crates();
        flags.extend([
            // Without the bitcode a bundle cannot be optimised as a whole: "Can't find section .llvmbc".
            "-Cembed-bitcode=yes".to_owned(),
            format!("--remap-path-prefix={}=rust", self.source.display()),
            format!("--remap-path-prefix={}=.", made.display()),
        ]);
        flags.extend(panic.flags());
        cargo
            .args(["build", "--release", "--target", TRIPLE, "-Zbuild-std=std,panic_abort,test"])
            // A browser's library: its sorts and formatters in their small versions, everything optimised for size.
            .arg("-Zbuild-std-features=optimize_for_size")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "z")
            .current_dir(&empty)
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
            .env_remove("RUSTFLAGS")
            // Here and where the bundle is compiled: a stable compiler may build its own library.
            .env("RUSTC_BOOTSTRAP", "1");
        bench
            .run(&mut cargo)
            .map_err(|trouble| bench.fault("the wasm32 library could not be compiled", &trouble))?;

        let from = target.join(TRIPLE).join("release/deps");
        let to = library_of(&made);
        std::fs::create_dir_all(&to).map_err(|error| bench.file_fault(&to, &error))?;
        for entry in std::fs::read_dir(&from).map_err(|error| bench.file_fault(&from, &error))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let library = Path::new(&name).extension().is_some_and(|end| end == "rlib");
            if library && !name.starts_with("libempty-") {
                std::fs::copy(entry.path(), to.join(&name)).map_err(|error| bench.file_fault(&to, &error))?;
            }
        }
        std::fs::remove_dir_all(&empty).map_err(|error| bench.file_fault(&empty, &error))?;
        bench.appear(&made, &goal)
    }

    /// Is `cargo`, which says so, of the same version?
    pub fn fits(&self, cargo: &str) -> bool {
        lookup::version(cargo) == lookup::version(&self.release)
    }
}

fn library_of(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TRIPLE).join("lib")
}

/// Whether `dir` holds a standard library.
pub fn has_std(dir: &Path) -> bool {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name()).any(|name| {
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && Path::new(&*name).extension().is_some_and(|end| end == "rlib")
    })
}
