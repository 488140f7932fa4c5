//! Prints the gallery of parts as one page of HTML; the first argument is a language's code.

fn main() {
    let language = std::env::args().nth(1).unwrap_or_default();
    print!("{}", app::gallery::page(&language));
}
