//! A site of somebody else's that embeds the portal (docs/embedding.md): a page with its own header and sheet for every address below `/iryohi/`,
//! under a strict policy of its own, and the hub below `/iryohi/hub/`, handed through as a web server in front would.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// A running site; it serves until the test's process ends.
pub struct Host {
    /// `http://127.0.0.1:PORT`
    pub address: String,
}

/// What a site must allow in its own policy, and no more.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; object-src 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const PAGE: &str = include_str!("../embedding/host.html");
const SHEET: &str = include_str!("../embedding/host.css");
const SCRIPT: &str = include_str!("../embedding/host.js");

impl Host {
    /// Starts a site in front of a hub.
    pub fn start(hub: &str) -> Host {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let hub = hub.trim_start_matches("http://").to_owned();
        std::thread::spawn(move || {
            for visitor in listener.incoming().flatten() {
                let hub = hub.clone();
                // A browser that goes away in the middle is no fault.
                std::thread::spawn(move || drop(serve(visitor, &hub)));
            }
        });
        Host { address }
    }
}

fn serve(visitor: TcpStream, hub: &str) -> std::io::Result<()> {
    let mut from = BufReader::new(visitor.try_clone()?);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(());
        }
        if line.trim_end().is_empty() {
            break;
        }
        head.push(line.trim_end().to_owned());
    }
    let request = head.first().cloned().unwrap_or_default();
    let mut words = request.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    match path.strip_prefix("/iryohi/hub") {
        Some(path) => pass_on(&visitor, from, &head, &format!("{method} {path} HTTP/1.1"), hub),
        None => answer(visitor, path),
    }
}

fn answer(mut visitor: TcpStream, path: &str) -> std::io::Result<()> {
    let (status, kind, body) = match path {
        "/host.css" => ("200 OK", "text/css", SHEET),
        "/host.js" => ("200 OK", "text/javascript", SCRIPT),
        "/" => ("200 OK", "text/html; charset=utf-8", PAGE),
        path if path.starts_with("/iryohi") => ("200 OK", "text/html; charset=utf-8", PAGE),
        _ => ("404 Not Found", "text/plain", ""),
    };
    write!(
        visitor,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nContent-Security-Policy: {POLICY}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

/// The request as it came, but for its path; the answer as it comes, however long it lasts.
fn pass_on(
    visitor: &TcpStream,
    mut from: BufReader<TcpStream>,
    head: &[String],
    request: &str,
    hub: &str,
) -> std::io::Result<()> {
    let mut there = TcpStream::connect(hub)?;
    let mut length = 0;
    write!(there, "{request}\r\nConnection: close\r\n")?;
    for line in head.iter().skip(1) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().unwrap_or(0);
        }
        if !name.eq_ignore_ascii_case("connection") {
            write!(there, "{line}\r\n")?;
        }
    }
    there.write_all(b"\r\n")?;
    std::io::copy(&mut from.by_ref().take(length), &mut there)?;
    std::io::copy(&mut there, &mut &*visitor).map(drop)
}
