//! A PostgreSQL cluster of the tests' own: made in a temporary folder, on a socket in it, gone when the tests are.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Set by `cargo xtask test`, which has installed the server: then its absence is a failure.
const NEEDED: &str = "PMH_NEEDS_POSTGRES";

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    /// Its end is ours: the shell around the server waits for our end of the pipe to close, even by kill -9.
    _shell: Child,
}

/// The address of a fresh, empty database; `None`, said loudly, where there is no server.
pub fn fresh_database() -> Option<String> {
    let cluster = CLUSTER.get_or_init(start).as_ref()?;
    let name = format!("hub{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let host = cluster.folder.display();
    let made = Command::new(cluster.programs.join("createdb"))
        .args(["-h", &host.to_string(), "-U", "hub", &name])
        .status()
        .expect("createdb");
    assert!(made.success(), "createdb {name}");
    Some(format!("postgres://hub@localhost/{name}?host={host}"))
}

fn start() -> Option<Cluster> {
    let Some(programs) = programs() else {
        assert!(std::env::var_os(NEEDED).is_none(), "PostgreSQL's programs (initdb, postgres) are not there");
        // Not by `eprintln!`, which the test runner would swallow.
        drop(writeln!(
            std::io::stderr(),
            "\nSKIPPED: everything on PostgreSQL. Its server programs were not found; `cargo xtask setup` installs them.\n"
        ));
        return None;
    };
    let folder = tempfile::tempdir().expect("a folder").keep();
    let data = folder.join("data");
    if is_root() {
        let owned = Command::new("chown").arg("postgres:postgres").arg(&folder).status();
        assert!(owned.is_ok_and(|status| status.success()), "the folder can be given to the user postgres");
    }
    let made = as_server_user(&programs.join("initdb"))
        .args(["--no-sync", "--auth=trust", "--username=hub", "--encoding=UTF8", "--locale=C", "-D"])
        .arg(&data)
        .stdout(Stdio::null())
        .status()
        .expect("initdb");
    assert!(made.success(), "initdb");
    // Tests look at what survives the hub's death, not the machine's: fsync is left to the long proofs, which set PMH_FSYNC.
    let fsync = if std::env::var_os("PMH_FSYNC").is_some() { "on" } else { "off" };
    let mut server = as_server_user(&programs.join("postgres"));
    server.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-c", "listen_addresses=", "-c"]);
    server.arg(format!("fsync={fsync}")).args(["-c", "max_connections=400", "-c", "log_min_messages=fatal"]);
    let words: Vec<String> = std::iter::once(server.get_program())
        .chain(server.get_args())
        .map(|word| format!("'{}'", word.to_string_lossy()))
        .collect();
    let script = format!(
        "{} 2>/dev/null & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf '{}'",
        words.join(" "),
        folder.display()
    );
    let shell = Command::new("sh").args(["-c", &script]).stdin(Stdio::piped()).spawn().expect("sh");
    let cluster = Cluster { folder, programs, _shell: shell };
    cluster.wait();
    Some(cluster)
}

impl Cluster {
    fn wait(&self) {
        for _ in 0..600 {
            let ready =
                Command::new(self.programs.join("pg_isready")).arg("-q").arg("-h").arg(&self.folder).status();
            if ready.is_ok_and(|status| status.success()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("PostgreSQL does not answer");
    }
}

/// Where the server's programs are: on the path, or where Debian puts them, the newest version first.
fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    debian.sort();
    places.splice(0..0, debian.into_iter().rev());
    let all_there = |place: &PathBuf| {
        ["initdb", "postgres", "createdb", "pg_isready"].iter().all(|name| place.join(name).is_file())
    };
    places.into_iter().find(all_there)
}

/// One of the server's programs, where it is there.
pub fn program(name: &str) -> Option<PathBuf> {
    programs().map(|place| place.join(name)).filter(|program| program.is_file())
}

/// A server of its own, whose disk is a small file system in memory. Only root may mount one that a server run by somebody else can use.
pub struct SmallDisk {
    pub address: String,
    /// Its end is ours, as the cluster's.
    shell: Child,
    /// The socket's; the disk is mounted in it, seen by the shell and what it starts.
    folder: tempfile::TempDir,
}

impl SmallDisk {
    /// `None`, said loudly, where it cannot be had.
    pub fn mount(megabytes: u32) -> Option<SmallDisk> {
        let may_mount =
            || Command::new("unshare").args(["-m", "true"]).status().is_ok_and(|status| status.success());
        let programs = programs().filter(|_| is_root() && may_mount());
        let Some(programs) = programs else {
            // Not by `eprintln!`, which the test runner would swallow.
            let words =
                "\nSKIPPED: a full disk under PostgreSQL. It takes the server, and root to mount one.\n\n";
            drop(std::io::stderr().write_all(words.as_bytes()));
            return None;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let owned = Command::new("chown").arg("postgres:postgres").arg(folder.path()).status();
        assert!(owned.is_ok_and(|status| status.success()), "the folder can be given to the user postgres");
        let (here, programs) = (folder.path().display(), programs.display());
        let as_server = "setpriv --reuid=postgres --regid=postgres --clear-groups";
        let script = format!(
            "mkdir {here}/disk && mount -t tmpfs -o size={megabytes}m,uid=postgres,mode=700 tmpfs {here}/disk || exit 1
             {as_server} {programs}/initdb --no-sync --auth=trust --username=hub --encoding=UTF8 --locale=C -D {here}/disk/data >/dev/null || exit 1
             {as_server} {programs}/postgres -D {here}/disk/data -k {here} -c listen_addresses= -c fsync=off -c max_wal_size=32MB \
                 -c log_min_messages=panic 2>/dev/null & server=$!; cat >/dev/null; kill -QUIT $server; wait $server"
        );
        let mut shell = Command::new("unshare");
        let shell = shell.args(["-m", "sh", "-c", &script]).stdin(Stdio::piped()).spawn().expect("sh");
        let address = format!("postgres://hub@localhost/postgres?host={here}");
        let disk = SmallDisk { address, shell, folder };
        for _ in 0..600 {
            let asked = Command::new("pg_isready").arg("-q").arg("-h").arg(disk.folder.path()).status();
            if asked.is_ok_and(|status| status.success()) {
                return Some(disk);
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("PostgreSQL does not answer");
    }

    /// The disk, as it is seen from here.
    pub fn folder(&self) -> PathBuf {
        let inside = self.folder.path().strip_prefix("/").expect("a whole path").join("disk");
        PathBuf::from(format!("/proc/{}/root", self.shell.id())).join(inside)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.shell.stdin.take());
        drop(self.shell.wait());
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// PostgreSQL refuses to run as root.
fn as_server_user(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
    command
}
