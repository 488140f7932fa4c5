//! Which of the planted faults is switched on: one for the whole process, chosen by its environment.
//!
//! This crate goes into the copy of the engine that holds the faults, and nowhere else.
#![feature(const_eval_select, core_intrinsics)]
#![allow(internal_features)]

use std::fs::File;
use std::intrinsics::const_eval_select;
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// The number of the fault.
const CHOSEN: &str = "PLANTED";
/// A file that is told every fault that comes by.
const REACHED: &str = "PLANTED_REACHED";

const NOT_READ: u32 = u32::MAX;
const NONE: u32 = u32::MAX - 1;
const TELL: u32 = u32::MAX - 2;
const MOST: usize = 1 << 15;

static NOW: AtomicU32 = AtomicU32::new(NOT_READ);
static SEEN: [AtomicBool; MOST] = [const { AtomicBool::new(false) }; MOST];
static TOLD: OnceLock<File> = OnceLock::new();

/// Is this fault switched on? While something is compiled, none is.
#[inline(always)]
pub const fn at(number: u32) -> bool {
    const_eval_select((number,), never, asked)
}

const fn never(_: u32) -> bool {
    false
}

#[inline(always)]
fn asked(number: u32) -> bool {
    let now = NOW.load(Ordering::Relaxed);
    now == number || now >= TELL && rarely(number, now)
}

#[cold]
fn rarely(number: u32, mut now: u32) -> bool {
    if now == NOT_READ {
        now = read();
        NOW.store(now, Ordering::Relaxed);
    }
    if now == TELL && !SEEN[number as usize].swap(true, Ordering::Relaxed) {
        // One short write at the end of a file is whole, whoever else writes.
        let _ = TOLD.get().map(|mut file| file.write_all(&number.to_le_bytes()));
    }
    now == number
}

/// Reads the environment, and lets the first panic end the process: nothing more is to be learned from it.
fn read() -> u32 {
    std::panic::set_hook(Box::new(|panic| {
        let _ = writeln!(std::io::stderr(), "{panic}");
        std::process::exit(101);
    }));
    if let Some(path) = std::env::var_os(REACHED) {
        if let Ok(file) = File::options().append(true).create(true).open(path) {
            let _ = TOLD.set(file);
            return TELL;
        }
    }
    std::env::var(CHOSEN).ok().and_then(|number| number.parse().ok()).unwrap_or(NONE)
}
