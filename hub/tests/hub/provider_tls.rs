//! The provider behind TLS, with an authority of its own for certificates: believed when the hub was told of the authority, and not otherwise.

use crate::process::{Hub, agent_that_trusts};
use crate::provider::{Browser, Provider, Tls};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// A new key, as openssl is told to make one.
const KEY: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";

/// An authority, and a certificate it has issued for this name, in this folder; `None`, said loudly, where there is no openssl.
fn issue(folder: &Path, name: &str) -> Option<Tls> {
    let openssl = |words: &str| {
        let mut command = Command::new("openssl");
        command
            .args(words.split_whitespace())
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !openssl("version") {
        // Not by `eprintln!`, which the test runner would swallow.
        drop(std::io::stderr().write_all(
            b"\nSKIPPED: a provider behind TLS. openssl, which makes its certificate, is not there.\n\n",
        ));
        return None;
    }
    std::fs::write(folder.join("leaf.txt"), format!("subjectAltName={name}\nextendedKeyUsage=serverAuth\n"))
        .expect("a file");
    for words in [
        format!("req -x509 {KEY} -keyout ca.key -out ca.pem -days 2 -subj /CN=authority-of-a-test"),
        format!("req {KEY} -keyout leaf.key -out leaf.csr -subj /CN=provider-of-a-test"),
        "x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile leaf.txt -out leaf.pem".to_owned(),
    ] {
        assert!(openssl(&words), "openssl {words}");
    }
    Some(Tls { key: folder.join("leaf.key"), certificate: folder.join("leaf.pem") })
}

fn with_ca(hub: Hub, provider: &Provider, authority: Option<&Path>) -> Hub {
    let mut options = provider.options();
    options.push("--log".to_owned());
    if let Some(file) = authority {
        options.extend(["--provider-ca".to_owned(), file.display().to_string()]);
    }
    hub.with(&options.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Nobody gets anywhere, is told so in words, and the operator why.
#[track_caller]
fn is_away(hub: &Hub, why: &str) {
    let told = Browser::new(hub, "subject-7 aal3").open("/sign-in");
    assert_eq!(told.status, 503, "{told:?}");
    let log = hub.log().to_lowercase();
    assert!(log.contains("the provider is away") && log.contains(why), "{log}");
}

#[test]
fn a_provider_with_a_certificate_of_the_named_authority_is_believed() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(tls) = issue(folder.path(), "IP:127.0.0.1") else { return };
    let hub = Hub::on_sqlite();
    let Some(provider) = Provider::start_behind(&hub, true, Some(&tls)) else { return };
    let authority = folder.path().join("ca.pem");
    let hub = with_ca(hub, &provider, Some(&authority));
    assert!(hub.run(&["bind", "sample-hanako", &provider.issuer, "subject-7"]).status.success());
    let mut browser = Browser::new(&hub, "subject-7 aal3").by(agent_that_trusts(&authority));
    let back = browser.come_back_from("/sign-in");
    assert_eq!(browser.open(&back).status, 303);
    assert!(browser.cookie("sid").is_some(), "signed in, every question and answer over TLS");
}

#[test]
fn a_provider_whose_authority_nobody_named_is_not_spoken_with() {
    let (folder, elsewhere) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let Some(tls) = issue(folder.path(), "IP:127.0.0.1") else { return };
    let hub = Hub::on_sqlite();
    let Some(provider) = Provider::start_behind(&hub, true, Some(&tls)) else { return };
    // By the public authorities, then by another one of the same name.
    let hub = with_ca(hub, &provider, None);
    is_away(&hub, "unknownissuer");
    drop(issue(elsewhere.path(), "IP:127.0.0.1"));
    let hub = hub.with(&["--provider-ca", &elsewhere.path().join("ca.pem").display().to_string()]);
    is_away(&hub, "invalid peer certificate");
}

#[test]
fn a_certificate_for_another_name_is_not_believed() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(tls) = issue(folder.path(), "DNS:other.example") else { return };
    let hub = Hub::on_sqlite();
    let Some(provider) = Provider::start_behind(&hub, true, Some(&tls)) else { return };
    let hub = with_ca(hub, &provider, Some(&folder.path().join("ca.pem")));
    is_away(&hub, "not valid for name");
}
