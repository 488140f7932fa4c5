//! The hub's own inbox. The recorded event is what its worklist lists: there is nothing else to do.

use crate::application::Application;
use crate::problem::Problem;

pub fn send(sent: &Application) -> Result<(), Problem> {
    // What is not open would never be listed.
    if sent.state.is_open() { Ok(()) } else { Err(Problem::moved_on("application", "it is not open")) }
}
