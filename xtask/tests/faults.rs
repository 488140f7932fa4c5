//! A missing tool, no network, a full disk, a wrong compiler, a busy port: each ends in one clear sentence and an
//! exit code that is not 0. The machine is faked: a PATH with only the programs that a test puts there, a
//! cache of its own. Nothing outside a temporary folder is touched.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Real programs that the fakes need.
const REAL: &[&str] = &["sh", "cat", "mkdir", "sleep"];

struct Machine {
    dir: PathBuf,
}

impl Machine {
    /// A machine with a good compiler, plenty of room and every crate; the tools are missing.
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("xtask-faults-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        for folder in ["bin", "cache", "target"] {
            std::fs::create_dir_all(dir.join(folder)).expect("a temporary folder");
        }
        let machine = Self { dir };
        for real in REAL {
            let path =
                ["/bin", "/usr/bin"].iter().map(|dir| Path::new(dir).join(real)).find(|path| path.exists());
            std::os::unix::fs::symlink(path.expect("a POSIX machine"), machine.dir.join("bin").join(real))
                .expect("a link in a temporary folder");
        }
        machine.has("rustc", "echo 'rustc 1.99.0 (fake)'");
        machine.has("cargo", "exit 0");
        machine.has("df", "echo head; echo 'fake 9 9 99000000 0% /'");
        machine
    }

    /// Puts a program there.
    fn has(&self, name: &str, script: &str) {
        let path = self.dir.join("bin").join(name);
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("a temporary file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("its own file");
    }

    /// A standard library for wasm32 in the fake compiler.
    fn makes_wasm(&self) {
        let write = |file: PathBuf| {
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("a temporary folder");
            std::fs::write(file, "").expect("a temporary file");
        };
        let sysroot = self.dir.join("sysroot");
        let std = "lib/rustlib/wasm32-unknown-unknown/lib/libstd-0.rlib";
        write(sysroot.join(std));
        write(sysroot.join("lib/rustlib/src/rust/library/std/Cargo.toml"));
        // The library of the patient's bundle, by whichever recipe.
        for recipe in 1..50 {
            let name = format!("1.99.0-012345678-{recipe}-stop");
            write(self.dir.join("cache/pmh-portal/wasm-std").join(name).join(std));
        }
        let lib = sysroot.join(std);
        let lib = lib.parent().expect("a folder").display();
        let sysroot = sysroot.display();
        self.has(
            "rustc",
            &format!(
                "case \"$*\" in\n*sysroot*) echo '{sysroot}';;\n*--print*) echo '{lib}';;\n\
                 *) printf 'rustc 1.99.0 (fake)\\nrelease: 1.99.0\\ncommit-hash: 0123456789\\nLLVM version: 22.1\\n';;\nesac"
            ),
        );
    }

    fn xtask<S: AsRef<OsStr>>(&self, words: &[S], wasm: &str) -> (i32, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(words)
            .env("PATH", self.dir.join("bin"))
            .env("XDG_CACHE_HOME", self.dir.join("cache"))
            .env("CARGO_TARGET_DIR", self.dir.join("target"))
            .env("PMH_WASM", wasm)
            .output()
            .expect("xtask itself starts");
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        (output.status.code().unwrap_or(-1), text)
    }

    /// The set-up fails with exactly one sentence that holds all of `parts`.
    fn setup_says(&self, wasm: &str, parts: &[&str]) {
        let (code, text) = self.xtask(&["setup"], wasm);
        assert_eq!(code, 1, "{text}");
        assert_eq!(text.matches("\nxtask: ").count(), 1, "{text}");
        let sentence = text.rsplit("\nxtask: ").next().unwrap_or_default();
        assert_eq!(sentence.trim().lines().count(), 1, "{text}");
        for part in parts {
            assert!(sentence.contains(part), "no “{part}” in: {text}");
        }
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

#[test]
fn a_compiler_that_is_too_old() {
    let machine = Machine::new("old");
    machine.has("rustc", "echo 'rustc 1.80.0 (051478957 2024-07-21)'");
    machine.setup_says("", &["too old (rustc 1.80.0", "nothing was changed", "rustup update"]);
}

#[test]
fn no_compiler() {
    let machine = Machine::new("none");
    std::fs::remove_file(machine.dir.join("bin/rustc")).expect("it was there");
    machine.setup_says("", &["rustc was not found", "install Rust"]);
}

#[test]
fn a_full_disk() {
    let machine = Machine::new("full");
    machine.has("df", "echo head; echo 'fake 9 9 300000 99% /'");
    machine.setup_says("", &["only 0.3 GB are free", "make room"]);
}

#[test]
fn no_network_for_the_crates() {
    let machine = Machine::new("crates");
    machine
        .has("cargo", "echo 'error: failed to download from a mirror: Could not resolve host' >&2; exit 101");
    machine
        .setup_says("", &["the crates could not be fetched", "did not answer", "goes on where it stopped"]);
}

#[test]
fn no_network_for_the_target() {
    let machine = Machine::new("target");
    machine.has("rustup", "echo 'error: could not download file: Network is unreachable' >&2; exit 1");
    machine.setup_says("rustup", &["rustup could not add the target", "did not answer"]);
}

#[test]
fn no_rustup_and_no_target() {
    Machine::new("rustup").setup_says("rustup", &["there is no rustup to add it", "nothing was changed"]);
}

#[test]
fn a_way_that_does_not_exist() {
    Machine::new("way").setup_says("conda", &["PMH_WASM=conda means nothing", "rustup or debian"]);
}

#[test]
fn a_tool_that_cannot_be_built_leaves_nothing_that_counts_as_built() {
    let machine = Machine::new("tool");
    machine.makes_wasm();
    machine
        .has("cargo", "[ \"$1\" = install ] && { echo 'No space left on device' >&2; exit 101; } || exit 0");
    let parts = ["wasm-bindgen", "could not be installed (the disk is full)", "nothing half-done is used"];
    machine.setup_says("rustup", &parts);
    let tools: Vec<String> = std::fs::read_dir(machine.dir.join("cache/pmh-portal/tools"))
        .expect("the folder was made")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(tools.iter().all(|name| name.starts_with(".making-")), "{tools:?}");
}

#[test]
fn packages_without_the_right_to_install_them() {
    let machine = Machine::new("rights");
    machine.makes_wasm();
    // Writes a tool of the asked version, as `cargo install PACKAGE --version =V --root DIR` does.
    machine.has(
        "cargo",
        r#"[ "$1" = install ] || exit 0
mkdir -p "$6/bin"
for tool in trunk wasm-bindgen; do printf '#!/bin/sh\necho %s\n' "$4" > "$6/bin/$tool"; done
/bin/chmod 755 "$6/bin/trunk" "$6/bin/wasm-bindgen""#,
    );
    machine.has("apt-get", "echo 'never called' >&2; exit 100");
    machine.has("id", "echo 1000");
    machine.setup_says("rustup", &["installing nodejs npm needs root", "sudo apt-get install", "nodejs npm"]);
    // Without apt-get there is another sentence; and what was installed before is not installed again.
    std::fs::remove_file(machine.dir.join("bin/apt-get")).expect("it was there");
    machine.has("cargo", "[ \"$1\" = install ] && exit 1 || exit 0");
    machine.setup_says("rustup", &["this machine has no apt-get", "your system's own package manager"]);
}

#[test]
fn a_busy_port() {
    let held = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = held.local_addr().expect("bound").port().to_string();
    let (code, text) = Machine::new("port").xtask(&["run", "--port", &port], "");
    assert_eq!(code, 1);
    assert!(text.contains(&format!("port {port} is busy; nothing was started; use `--port ")), "{text}");
}

#[test]
fn what_is_not_known_is_refused() {
    let machine = Machine::new("words");
    for words in [&["deploy"][..], &["run", "--prot", "1"], &["test", "--only", "nothing"], &["setup", "now"]]
    {
        let (code, text) = machine.xtask(words, "");
        assert_eq!(code, 1, "{text}");
        assert!(text.contains("nothing was"), "{text}");
    }
}
