//! Free space, looked at before an hour of building ends in "No space left on device".

use super::step::{Step, Workbench};
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use crate::process;
use std::path::Path;
use std::process::Command;

const NEEDED_KB: u64 = 4_000_000;

/// Room for the target folder and for the cache.
pub struct Disk;

impl Step for Disk {
    fn name(&self) -> String {
        "free disk space".to_owned()
    }

    fn doing(&self) -> String {
        "looking".to_owned()
    }

    fn ready(&self, places: &Places) -> Outcome<Option<String>> {
        let mut least = u64::MAX;
        for dir in [&places.target, &places.cache] {
            // No `df`, or one that answers otherwise, is no reason to stop.
            let Some(free) = free_kb(dir) else { continue };
            if free < NEEDED_KB {
                return Err(Fault::new(
                    format!(
                        "only {:.1} GB are free where {} is, and {:.0} GB are needed",
                        gb(free),
                        dir.display(),
                        gb(NEEDED_KB)
                    ),
                    "nothing was changed",
                    "make room (`cargo clean` frees old builds) and run the same command again",
                ));
            }
            least = least.min(free);
        }
        let found =
            if least == u64::MAX { "not known here".to_owned() } else { format!("{:.0} GB", gb(least)) };
        Ok(Some(found))
    }

    fn install(&self, _: &Workbench<'_>) -> Outcome {
        Ok(())
    }
}

fn free_kb(dir: &Path) -> Option<u64> {
    let there = dir.ancestors().find(|dir| dir.exists())?;
    available(&process::ask(Command::new("df").arg("-Pk").arg(there))?)
}

/// The fourth column of the second line of `df -Pk`.
fn available(answer: &str) -> Option<u64> {
    answer.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

#[allow(clippy::cast_precision_loss)] // shown with one digit
fn gb(kb: u64) -> f64 {
    kb as f64 / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn df_is_read() {
        let answer = "Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/a 264212084 14067356 81218532 15% /";
        assert_eq!(available(answer), Some(81_218_532));
        assert_eq!(available("df: no such option"), None);
    }
}
