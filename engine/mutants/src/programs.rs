//! The engine's tests: how long each takes, and which faults each comes by.

use crate::Outcome;
use crate::copy::Copy;
use serde::{Deserialize, Serialize};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// One test.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Test {
    pub program: PathBuf,
    pub name: String,
    /// How long the processor has to do with it.
    pub seconds: f32,
    /// The faults it comes by.
    pub reaches: Vec<u32>,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    Passed,
    /// With the test that had begun last.
    Failed(String),
    OutOfTime,
}

/// Lists the tests and runs each by itself with every fault switched off.
pub fn of(programs: &[PathBuf], copy: &Copy, jobs: usize) -> Outcome<Vec<Test>> {
    let mut tests = Vec::new();
    for program in programs {
        let listed = Command::new(program)
            .args(["--list", "--format=terse"])
            .current_dir(copy.root.join("engine"))
            .output()?;
        let text = String::from_utf8(listed.stdout)?;
        for name in text.lines().filter_map(|line| line.strip_suffix(": test")) {
            tests.push(Test {
                program: program.clone(),
                name: name.to_owned(),
                seconds: 0.0,
                reaches: Vec::new(),
            });
        }
    }
    let folder = copy.target.join("reached");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let numbered: Vec<(usize, Test)> = tests.into_iter().enumerate().collect();
    let measured = in_turns(&numbered, jobs, |(number, test)| {
        let told = folder.join(number.to_string());
        let (end, seconds) = measured(copy, &test.program, &test.name, &told)?;
        let bytes = std::fs::read(&told).unwrap_or_default();
        let mut reaches: Vec<u32> =
            bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        reaches.sort_unstable();
        Ok((Test { seconds, reaches, ..test.clone() }, end))
    });
    let measured = measured.into_iter().collect::<Outcome<Vec<(Test, End)>>>()?;
    let broken: Vec<String> = measured
        .iter()
        .filter(|(_, end)| *end != End::Passed)
        .map(|(test, end)| format!("{}: {end:?}", test.name))
        .collect();
    if !broken.is_empty() {
        return Err(format!("without any fault these fail already: {}", broken.join(", ")).into());
    }
    Ok(measured.into_iter().map(|(test, _)| test).collect())
}

/// Runs one test with every fault switched off: how it ended, and how long the processor had to do with it.
fn measured(copy: &Copy, program: &Path, test: &str, told: &Path) -> Outcome<(End, f32)> {
    let mut shell = shell("nice -n 15 \"$0\" \"$@\"; code=$?; times; exit $code", copy, program, &[test]);
    shell.env("PLANTED_REACHED", told);
    let (end, text) = ended(&mut shell, copy, Duration::from_secs(1_800))?;
    // The last line is of what the shell began: `0m1.25s 0m0.01s`.
    let of = |time: &str| -> Option<f32> {
        let (minutes, seconds) = time.strip_suffix('s')?.split_once('m')?;
        Some(minutes.parse::<f32>().ok()? * 60.0 + seconds.parse::<f32>().ok()?)
    };
    let seconds = text.lines().next_back().unwrap_or_default().split_whitespace().filter_map(of).sum();
    Ok((end, seconds))
}

/// Runs tests of one program, one after the other, in one process, which may work five times as long as they usually do.
pub fn run(
    copy: &Copy,
    program: &Path,
    tests: &[&str],
    variables: &[(&str, &std::ffi::OsStr)],
    usual: f32,
) -> Outcome<End> {
    let most = Duration::from_secs_f32(2.0 + 5.0 * usual);
    let words = format!("ulimit -t {}; exec nice -n 15 \"$0\" \"$@\"", most.as_secs());
    let mut shell = shell(&words, copy, program, tests);
    shell.envs(variables.iter().copied());
    // Whoever waits without working is stopped as well, but not because the machine has much to do.
    Ok(ended(&mut shell, copy, most * 60)?.0)
}

fn shell(words: &str, copy: &Copy, program: &Path, tests: &[&str]) -> Command {
    let mut shell = Command::new("sh");
    // Enough memory for any test; a fault that would take all there is ends sooner.
    shell.args(["-c", &format!("ulimit -v 6000000; {words}")]).arg(program);
    shell.args(["--exact", "--test-threads=1"]).args(tests).current_dir(copy.root.join("engine"));
    // The same cases each time, and no time spent on making a failure small.
    shell.env("PROPTEST_RNG_SEED", "1").env("PROPTEST_MAX_SHRINK_ITERS", "0").env("RUST_BACKTRACE", "0");
    shell
}

/// Waits for it, and gives what it said.
fn ended(shell: &mut Command, copy: &Copy, most: Duration) -> Outcome<(End, String)> {
    let output = copy.target.join(format!("output-{:?}", thread::current().id()));
    let file = std::fs::File::create(&output)?;
    let mut child = shell.stdin(Stdio::null()).stderr(file.try_clone()?).stdout(file).spawn()?;
    let status = wait(&mut child, most)?;
    let text = String::from_utf8_lossy(&std::fs::read(&output)?).into_owned();
    let end = match status {
        None => End::OutOfTime,
        Some(status) if status.success() => End::Passed,
        Some(status) if status.signal() == Some(SIGXCPU) => End::OutOfTime,
        Some(_) => {
            let begun = text.lines().filter_map(|line| line.strip_prefix("test ")).next_back();
            End::Failed(begun.and_then(|line| line.split(" ...").next()).unwrap_or_default().to_owned())
        }
    };
    Ok((end, text))
}

/// What the system sends a process that has worked longer than it may.
const SIGXCPU: i32 = 24;

fn wait(child: &mut Child, most: Duration) -> Outcome<Option<ExitStatus>> {
    let begun = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() > most {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

/// Does something with each of a list, a few at a time, in order.
pub fn in_turns<T: Sync, R: Send>(list: &[T], jobs: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let (next, work) = (&next, &work);
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let turn = move || {
            let mut mine = Vec::new();
            loop {
                let place = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(one) = list.get(place) else { return mine };
                mine.push((place, work(one)));
            }
        };
        let workers: Vec<_> = (0..jobs.max(1)).map(|_| scope.spawn(turn)).collect();
        let join = |worker: thread::ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        workers.into_iter().flat_map(join).collect()
    });
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}
