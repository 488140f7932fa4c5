//! `cargo xtask build`: the portal's bundle in `dist/`, precompressed, measured, and held to its budget; and the engine's
//! JavaScript package.

mod components;
mod earlier;
mod freshness;
mod integrity;
mod measure;
pub mod package;
mod table;
mod words;

pub use freshness::{PORTAL, newest};

use crate::arguments::Arguments;
use crate::fault::{Fault, Outcome};
use crate::line::seconds;
use crate::places::Places;
use crate::process;
use crate::setup::{self, Need, wasm::Toolchain};
use std::path::Path;
use std::process::Command;
use std::time::Instant;

/// A page of the portal with a program of its own: people who only look never load what it takes to apply.
pub struct Page {
    what: &'static str,
    /// From which trunk makes it.
    source: &'static str,
    /// Where in `dist/` its `index.html` goes; nowhere: to the top.
    folder: Option<&'static str>,
}

const PAGES: &[Page] = &[
    Page { what: "the portal", source: "app/index.html", folder: None },
    Page { what: "the application flow", source: "app/apply/index.html", folder: Some("apply") },
];

/// How the portal is built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Optimised for size, precompressed, under budget.
    Release,
    /// Quick to build, large.
    Dev,
}

/// `cargo xtask build`.
pub fn carry_out(places: &Places, arguments: &Arguments) -> Outcome {
    setup::ensure(places, Need::Portal)?;
    let kind = if arguments.has("--dev") { Kind::Dev } else { Kind::Release };
    portal(places, kind)?;
    if kind == Kind::Dev {
        return Ok(());
    }
    components::write(places)?;
    budget(places)?;
    package::if_needed(places)
}

/// Builds the portal unless `dist/` is already what a build would make.
pub fn portal_if_needed(places: &Places, kind: Kind) -> Outcome {
    if freshness::is_fresh(places, &PORTAL, &how(places, kind)?) {
        println!("dist/ is up to date");
        return Ok(());
    }
    portal(places, kind)
}

/// Builds the portal.
pub fn portal(places: &Places, kind: Kind) -> Outcome {
    if let Some(missing) = PAGES.iter().find(|page| !places.root.join(page.source).is_file()) {
        return Err(Fault::new(
            format!("{} is not there", missing.source),
            "nothing was built",
            "put it back (git status)",
        ));
    }
    let begun = freshness::begin(places, &PORTAL);
    let kept = |error| Fault::plain(format!("the files of earlier builds could not be kept: {error}"));
    let earlier = earlier::set_aside(places).map_err(kept)?;
    for page in PAGES {
        bundle(places, kind, page)?;
    }
    words::copy(places)?;
    integrity::seal(places)?;
    shell(places)?;
    if kind == Kind::Release {
        precompress(places)?;
    }
    earlier.put_back(places).map_err(kept)?;
    freshness::end(places, &PORTAL, begun, &how(places, kind)?)
}

/// Prints the size table; a fault when something is over budget.
pub fn budget(places: &Places) -> Outcome {
    let files = measure::files(&places.dist())
        .map_err(|error| Fault::plain(format!("dist/ could not be measured: {error}")))?;
    let sums = measure::sums(&files);
    table::print(&files, &sums);
    table::write(&places.target.join("build/sizes.json"), &files, &sums)
        .map_err(|error| Fault::plain(format!("target/build/sizes.json could not be written: {error}")))?;
    let over: Vec<String> = sums.iter().filter(|sum| sum.is_over()).map(measure::Sum::over_words).collect();
    if over.is_empty() {
        return Ok(());
    }
    Err(Fault::new(
        format!("the bundle is over budget: {}", over.join(", ")),
        "dist/ holds the bundle all the same",
        "see which file grew (target/build/sizes.json) and take out what the first page can do without",
    ))
}

/// Builds one page with its program. The first has `dist/` to itself when it is built; another is built beside it and moved in, so that all
/// pages share one base, and files that are the same (the sheet, the icon) are one file.
fn bundle(places: &Places, kind: Kind, page: &Page) -> Outcome {
    let toolchain = Toolchain::get(places)?;
    println!("building {} ({}) …", page.what, maker(places)?);
    let begun = Instant::now();
    let mut trunk = Command::new("trunk");
    toolchain.prepare(&mut trunk, places, &setup::tool_dirs(places)?, kind == Kind::Release);
    trunk.args(["build", page.source, "--offline=true"]).current_dir(&places.root);
    let beside = page.folder.map(|_| places.target.join("build/page"));
    if let Some(beside) = &beside {
        trunk.arg("--dist").arg(beside);
    }
    // A failed compilation is told by the compiler; where in trunk that was noticed helps nobody.
    trunk.env("RUST_BACKTRACE", "0");
    // trunk reads this variable as a flag of its own, and refuses the usual `1`.
    trunk.env_remove("NO_COLOR");
    if kind == Kind::Release {
        trunk.arg("--release");
    }
    process::aloud(&mut trunk, "the portal's build", "mend what the compiler says above and run it again")?;
    if let (Some(beside), Some(folder)) = (beside, page.folder) {
        move_in(&beside, &places.dist(), folder)
            .map_err(|error| Fault::plain(format!("dist/{folder} could not be written: {error}")))?;
    }
    println!("built after {}", seconds(begun.elapsed()));
    Ok(())
}

/// The page itself goes into its folder; what it loads lies where the first page's files lie.
fn move_in(from: &Path, dist: &Path, folder: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(dist.join(folder))?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        let to = if name == "index.html" { dist.join(folder).join(&name) } else { dist.join(&name) };
        std::fs::rename(entry.path(), to)?;
    }
    std::fs::remove_dir(from)
}

/// The worker that keeps the first page's shell, the module for other sites, the manifest.
fn shell(places: &Places) -> Outcome {
    let mut node = Command::new("node");
    node.arg(places.root.join("xtask/npm/shell.mjs")).arg(&places.root).arg(places.dist());
    process::aloud(
        node.current_dir(&places.root),
        "writing the shell",
        "read what Node says above and run it again",
    )
}

/// The strongest brotli, once, here: the hub serves these files as they lie.
fn precompress(places: &Places) -> Outcome {
    let mut node = Command::new("node");
    node.arg(places.root.join("xtask/npm/precompress.mjs")).arg(places.dist()).current_dir(&places.root);
    process::aloud(&mut node, "compressing dist/", "read what Node says above and run it again")
}

/// A build of another kind or by another compiler is another build.
fn how(places: &Places, kind: Kind) -> Outcome<String> {
    Ok(format!("{kind:?} {}\n", maker(places)?))
}

fn maker(places: &Places) -> Outcome<String> {
    Ok(Toolchain::get(places)?.name(places))
}
