//! `cargo xtask run --watch`: looks at the files twice a second, rebuilds what changed, restarts the hub.

use super::{Plan, build_hub, hub};
use crate::build::{self, PORTAL, newest};
use crate::fault::{Fault, Outcome};
use crate::places::Places;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime};

const GLANCE: Duration = Duration::from_millis(500);
const HUB: &[&str] = &["hub", "engine", "Cargo.toml", "Cargo.lock"];

/// The hub ends with this program however this program ends: a keeper between them waits for their pipe to close.
const KEEPER: &str = r#"
exec 3<&0
"$@" </dev/null & hub=$!
{ cat <&3 >/dev/null; kill $hub; } & pipe=$!
wait $hub 2>/dev/null; code=$?
kill $pipe 2>/dev/null
exit $code"#;

/// Until Ctrl-C.
pub fn watch(places: &Places, plan: &Plan) -> Outcome {
    let mut running = Some(start(places, plan)?);
    let mut portal = newest(&places.root, PORTAL.sources);
    let mut server = newest(&places.root, HUB);
    println!("watching app/, engine/, hub/ and public/\n");
    loop {
        std::thread::sleep(GLANCE);
        if let Some(ended) = running.as_mut().and_then(|child| child.try_wait().ok().flatten()) {
            println!("the hub ended ({ended}); it starts again after the next change\n");
            running = None;
        }
        let (portal_now, server_now) = (newest(&places.root, PORTAL.sources), newest(&places.root, HUB));
        let (portal_changed, server_changed) = (portal_now != portal, server_now != server);
        if !portal_changed && !server_changed {
            continue;
        }
        (portal, server) = (portal_now, server_now);
        // A failed build leaves the last good one running; its reason is on the terminal.
        if portal_changed {
            tell(build::portal(places, plan.kind));
        }
        if server_changed || running.is_none() {
            let built = build_hub(places, plan.kind);
            if built.is_ok() {
                stop(running.take());
                running = Some(start(places, plan)?);
            }
            tell(built);
        }
        println!("{}: http://127.0.0.1:{}\n", clock(), plan.port);
    }
}

fn start(places: &Places, plan: &Plan) -> Outcome<Child> {
    let hub = hub(places, plan);
    let mut keeper = Command::new("sh");
    keeper.args(["-c", KEEPER, "hub"]).arg(hub.get_program()).args(hub.get_args());
    keeper.current_dir(&places.root).stdin(Stdio::piped()).spawn().map_err(|error| {
        Fault::new(format!("the hub could not be started ({error})"), "nothing is running", "run it again")
    })
}

/// Closing the pipe asks the hub to end; it is waited for, because it holds the port.
fn stop(child: Option<Child>) {
    if let Some(mut child) = child {
        drop(child.stdin.take());
        let _ = child.wait();
    }
}

fn tell(outcome: Outcome) {
    if let Err(fault) = outcome {
        fault.report();
    }
}

/// Seconds of the hour, enough to see which change this was.
fn clock() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    format!("ready :{:02}:{:02}", now / 60 % 60, now % 60)
}
