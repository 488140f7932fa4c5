//! Starts the portal in this page's body. Everything else is the library's.

fn main() {
    app::start();
}
