//! WebAssembly without a download: Debian ships a compiler for its browsers (rustc-web) with the source of its
//! standard library. That source is compiled for wasm32 once, about half a minute, and kept in the cache beside
//! the compiler's version and commit; from then on the target is an ordinary one for that compiler.
//!
//! The compiler itself is not touched: it is told with `--sysroot` where its wasm32 library lies, so neither
//! root nor a writable /usr is needed for that part, and an upgrade by apt simply leads to a new folder.

use super::apt;
use super::step::Workbench;
use super::wasm::{TRIPLE, has_std};
use crate::fault::{Fault, Outcome};
use crate::lookup;
use crate::places::Places;
use crate::process;
use std::path::{Path, PathBuf};
use std::process::Command;

const BIN: &str = "/usr/bin";
const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const LINKER: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER";

/// Counts the changes of `compile_library`, so that a library made by an older one is not taken for the new one.
const RECIPE: u32 = 3;

/// Debian's compiler with its wasm32 library.
pub struct Debian {
    pub release: String,
    sysroot: PathBuf,
    linker: String,
}

impl Debian {
    /// See [`super::wasm::Toolchain::prepare`].
    pub fn prepare(&self, command: &mut Command, dirs: &mut Vec<PathBuf>, flags: &mut Vec<String>) {
        use_compiler(command, &self.linker);
        dirs.push(PathBuf::from(BIN));
        flags.push(format!("--sysroot={}", self.sysroot.display()));
    }
}

/// What `/usr/bin/rustc -vV` says.
struct Compiler {
    release: String,
    commit: String,
    llvm: String,
    library: PathBuf,
}

/// Ready: compiler, cargo, linker and library are there and belong together.
pub fn ready(places: &Places) -> Option<Debian> {
    let compiler = compiler()?;
    let linker = linker(&compiler)?;
    let sysroot = sysroot(places, &compiler);
    has_std(&library_of(&sysroot)).then_some(Debian { release: compiler.release, sysroot, linker })
}

/// Installs the packages that are missing, then compiles the library.
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
    compile_library(bench, &compiler, &linker)
}

fn compile_library(bench: &Workbench<'_>, compiler: &Compiler, linker: &str) -> Outcome {
    let goal = sysroot(bench.places, compiler);
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

    let mut cargo = Command::new(format!("{BIN}/cargo"));
    use_compiler(&mut cargo, linker);
    let target = empty.join("target");
    let mut flags = super::wasm::forget_crates();
    flags.extend([
        // Without the bitcode a bundle cannot be optimised as a whole: "Can't find section .llvmbc".
        "-Cembed-bitcode=yes".to_owned(),
        format!("--remap-path-prefix={}=rust", compiler.library.display()),
        format!("--remap-path-prefix={}=.", made.display()),
    ]);
    cargo
        .args(["build", "--release", "--target", TRIPLE, "-Zbuild-std=std,panic_abort,test"])
        // A browser's library: its sorts and formatters in their small versions, everything optimised for size.
        .arg("-Zbuild-std-features=optimize_for_size")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "z")
        .current_dir(&empty)
        .env("PATH", lookup::path_with(&[PathBuf::from(BIN)]))
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        // Here and nowhere else: a stable compiler may build its own library.
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
    let ask = |program: &str, arguments: &[&str]| {
        process::ask(Command::new(format!("{BIN}/{program}")).args(arguments).env_remove("LD_LIBRARY_PATH"))
    };
    let answer = ask("rustc", &["-vV"])?;
    let field = |name: &str| Some(answer.lines().find_map(|line| line.strip_prefix(name))?.trim().to_owned());
    let release = field("release:")?;
    let llvm = field("LLVM version:")?.split('.').next()?.to_owned();
    let cargo = ask("cargo", &["--version"])?;
    let library = PathBuf::from(ask("rustc", &["--print", "sysroot"])?).join("lib/rustlib/src/rust");
    let source = library.join("library/std/Cargo.toml").is_file();
    let one_version = lookup::version(&cargo) == lookup::version(&release);
    (source && one_version).then_some(Compiler { release, commit: field("commit-hash:")?, llvm, library })
}

fn linker(compiler: &Compiler) -> Option<String> {
    let name = format!("wasm-ld-{}", compiler.llvm);
    lookup::is_program(&Path::new(BIN).join(&name)).then_some(name)
}

fn sysroot(places: &Places, compiler: &Compiler) -> PathBuf {
    let commit = compiler.commit.get(..9).unwrap_or(&compiler.commit);
    places.cache.join("wasm-std").join(format!("{}-{commit}-{RECIPE}", compiler.release))
}

fn library_of(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TRIPLE).join("lib")
}
