//! The native side: takes a piece of work and a number of times on each line of its input, and says what came of it.
//! With `accounts` as its argument it writes the accounts down instead.

use engine_bench::Work;
use std::hint::black_box;
use std::io::{BufRead, Write};

fn main() {
    let mut work = Work::new();
    if std::env::args().nth(1).as_deref() == Some("accounts") {
        print!("{}", work.written());
        return;
    }
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let Some((name, rounds)) = line.split_once(' ') else { continue };
        let mut came = None;
        for _ in 0..rounds.parse().unwrap_or(0_u32) {
            came = black_box(work.once(black_box(name)));
        }
        println!("{}", came.unwrap_or(-1));
        let _ = std::io::stdout().flush();
    }
}
