//! The program; everything it does is the library's, so that the simulator can do it, too.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    hub::run().await
}
