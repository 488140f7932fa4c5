//! WebAssembly without a download: Debian ships a compiler for its browsers (rustc-web) with the source of its
//! standard library, which is compiled for wasm32 once (see [`super::library`]).

use super::apt;
use super::library::{Compiler, Panic};
use super::step::Workbench;
use crate::fault::{Fault, Outcome};
use crate::lookup;
use crate::places::Places;
use crate::process;
use std::path::{Path, PathBuf};
use std::process::Command;

const BIN: &str = "/usr/bin";
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";

/// Debian's compiler with its two wasm32 libraries.
pub struct Debian {
    pub release: String,
    told: PathBuf,
    stop: PathBuf,
    linker: String,
}

impl Debian {
    /// See [`super::wasm::Toolchain::prepare`].
    pub fn prepare(&self, command: &mut Command, dirs: &mut Vec<PathBuf>) {
        use_compiler(command, &self.linker);
        dirs.push(PathBuf::from(BIN));
    }

    /// Where the library lies.
    pub fn sysroot(&self, panic: Panic) -> &Path {
        if panic == Panic::Stop { &self.stop } else { &self.told }
    }
}

/// Ready: compiler, cargo, linker and libraries are there and belong together.
pub fn ready(places: &Places) -> Option<Debian> {
    let compiler = compiler()?;
    let linker = linker(&compiler)?;
    let told = compiler.ready(places, Panic::Told)?;
    let stop = compiler.ready(places, Panic::Stop)?;
    Some(Debian { release: compiler.release, told, stop, linker })
}

/// Installs the packages that are missing, then compiles the libraries.
pub fn install(bench: &Workbench<'_>) -> Outcome {
    if compiler().is_none() {
        apt::install(bench, &PACKAGES)?;
    }
    let Some(compiler) = compiler() else {
        return Err(Fault::new(
            "Debian's rustc-web, cargo-web and rust-web-src are not of one version, or another rustc stands in \
             /usr/bin",
            "nothing else was changed",
            "remove that rustc (`apt-get remove rustc cargo`) or bring the packages up to date, and run the same \
             command again",
        ));
    };
    if linker(&compiler).is_none() {
        apt::install(bench, &[&format!("lld-{}", compiler.llvm)])?;
    }
    let Some(linker) = linker(&compiler) else {
        return Err(Fault::new(
            format!("lld-{} was installed, but wasm-ld-{0} is not there", compiler.llvm),
            "nothing else was changed",
            "install a lld of that version and run the same command again",
        ));
    };
    for panic in [Panic::Told, Panic::Stop] {
        if compiler.ready(bench.places, panic).is_none() {
            let mut cargo = Command::new(format!("{BIN}/cargo"));
            use_compiler(&mut cargo, &linker);
            cargo.env("PATH", lookup::path_with(&[PathBuf::from(BIN)]));
            compiler.compile(bench, cargo, panic)?;
        }
    }
    Ok(())
}

/// rustup's variables would lead Debian's programs back to rustup's.
fn use_compiler(command: &mut Command, linker: &str) {
    command
        .env("RUSTC", format!("{BIN}/rustc"))
        .env("CARGO", format!("{BIN}/cargo"))
        .env(LINKER, linker)
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("LD_LIBRARY_PATH")
        .env_remove("RUSTFLAGS");
}

/// The compiler, if compiler, cargo and library source are of one version.
fn compiler() -> Option<Compiler> {
    let program = |name: &str| {
        let mut command = Command::new(format!("{BIN}/{name}"));
        command.env_remove("LD_LIBRARY_PATH");
        command
    };
    let compiler = Compiler::of(|| program("rustc"))?;
    let cargo = process::ask(program("cargo").arg("--version"))?;
    compiler.fits(&cargo).then_some(compiler)
}

fn linker(compiler: &Compiler) -> Option<String> {
    let name = format!("wasm-ld-{}", compiler.llvm);
    lookup::is_program(&Path::new(BIN).join(&name)).then_some(name)
}
