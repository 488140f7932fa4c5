//! Starts the application flow (申請) in its page's body. Everything else is the library's.

fn main() {
    app::start_application();
}
