//! What the hub is to do, from its command line.

use super::settings::{NAMES, meant};
use crate::auth::{Roles, Side};
use crate::change::ChangedKind;
use crate::store::Account;
use engine::Day;
use std::path::PathBuf;

/// What it is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    Serve,
    /// Bring the tables up to date and stop.
    Migrate,
    /// Say what holds, and touch nothing.
    CheckConfig,
    /// Let an organisation's machine in and print its key, once.
    AddClient {
        role: &'static str,
        organisation: String,
    },
    /// Let an organisation's machine in that proves itself by signatures; the file holds its public key.
    AddClientKey {
        role: &'static str,
        organisation: String,
        file: PathBuf,
        /// Must every request of the machine be signed?
        signs: bool,
    },
    EndClientKey(String),
    /// Open a member of staff's account, or change it.
    AddOfficer(Box<Account>),
    /// End one, and its sessions.
    EndOfficer {
        authority: String,
        id: String,
    },
    /// Make the hub a key pair for a provider.
    NewKey(PathBuf),
    /// Say who signs in as whom.
    Bind {
        person: String,
        issuer: String,
        subject: String,
    },
    /// Whom a code was shown to.
    Introduced {
        code: String,
    },
    /// Take it back: all of a person's sign-ins, and their sessions.
    Unbind {
        person: String,
    },
    /// End everybody's sessions.
    EndSessions(Side),
    /// Show what a facility has sent and signed, and whether it holds.
    Evidence {
        facility: String,
        registration: String,
    },
    /// Put the sample people into an empty sandbox.
    SeedSandbox,
    Import {
        what: Imported,
        file: PathBuf,
        /// Every line of the file or none.
        whole: bool,
    },
    /// Everybody's facts, one person a line, to standard output.
    Export,
    Backup(PathBuf),
    Restore(PathBuf),
    /// Is the access log as it was written?
    VerifyLog {
        /// Checkpoints that somebody else has kept.
        witnessed: Option<PathBuf>,
    },
    /// Sign what is new in the access log, now.
    Checkpoint,
    /// Remove the words of the access log's entries from before a day.
    ForgetLooks {
        before: Day,
    },
    /// Make a key of this name to sign checkpoints with.
    MakeLogKey {
        name: String,
        file: PathBuf,
    },
}

/// What a file to be imported holds.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Imported {
    Charges,
    Changes(ChangedKind),
}

/// The command line, taken apart.
pub struct Asked {
    pub task: Task,
    pub config: Option<String>,
    pub settings: Vec<(&'static str, String)>,
    pub sandbox: bool,
}

/// Whose machines may come in.
const ROLES: [&str; 3] = ["facility", "municipality", "portal"];

const IMPORTED: [(&str, Imported); 6] = [
    ("charges", Imported::Charges),
    ("people", Imported::Changes(ChangedKind::Person)),
    ("certificates", Imported::Changes(ChangedKind::Certificate)),
    ("registrations", Imported::Changes(ChangedKind::Registration)),
    ("households", Imported::Changes(ChangedKind::Household)),
    ("mandates", Imported::Changes(ChangedKind::Mandate)),
];

const USAGE: &str = "usage: hub [serve [--sandbox | --production] | migrate | check-config
    | add-client facility|municipality|portal CODE | add-client-key facility|municipality|portal CODE FILE [signs] | end-client-key ID
    | seed-sandbox
    | add-officer MUNICIPALITY OFFICER NAME OFFICE ROLES ISSUER SUBJECT [OWN-RECORD] | end-officer MUNICIPALITY OFFICER
    | end-sessions people|staff
    | new-key FILE | bind PERSON ISSUER SUBJECT | unbind PERSON | introduced CODE
    | evidence FACILITY REGISTRATION
    | import charges|people|certificates|registrations|households|mandates FILE [--all-or-nothing]
    | export | backup FILE | restore FILE
    | make-log-key NAME FILE | checkpoint | verify-log [--checkpoint FILE] | forget-looks YYYY-MM-DD]
  [--config FILE] [--listen ADDRESS:PORT] [--data FOLDER] [--database postgres://…] [--portal FOLDER] [--frames SITES]
  [--rate REQUESTS] [--log] [--log-key FILE] [--witness FILE] [--check-config]
  [--origin https://…] [--provider-ca FILE] [--proxy-header NAME]
  [--people-issuer https://… --people-client ID --people-key FILE [--people-acr VALUES]] [--staff-… the same]";

impl Asked {
    pub fn read(arguments: impl Iterator<Item = String>) -> Result<Asked, String> {
        let mut arguments = arguments.peekable();
        let command = arguments.next_if(|first| !first.starts_with("--"));
        let mut words = Vec::new();
        let (mut sandbox, mut production, mut check, mut whole) = (false, false, false, false);
        let (mut config, mut witnessed, mut settings) = (None, None, Vec::new());
        while let Some(argument) = arguments.next() {
            let Some(option) = argument.strip_prefix("--") else {
                words.push(argument);
                continue;
            };
            match option {
                "sandbox" => sandbox = true,
                "production" => production = true,
                "check-config" => check = true,
                "all-or-nothing" => whole = true,
                "log" => settings.push(("log", true.to_string())),
                _ => {
                    let name = NAMES.into_iter().find(|name| *name == option);
                    if name.is_none() && !["config", "checkpoint"].contains(&option) {
                        if let Some(meant) = meant(option) {
                            return Err(format!("there is no option {argument:?}; it is spelled --{meant}"));
                        }
                        return Err(format!("there is no option {argument:?}. {USAGE}"));
                    }
                    let value =
                        arguments.next().ok_or_else(|| format!("{argument} needs a value. {USAGE}"))?;
                    match name {
                        Some(name) => settings.push((name, value)),
                        None if option == "checkpoint" => witnessed = Some(PathBuf::from(value)),
                        None => config = Some(value),
                    }
                }
            }
        }
        if sandbox && production {
            return Err("sandbox sign-in lets anybody be anybody and cannot be on in production: \
                        take away either --sandbox or --production. Nothing was started"
                .to_owned());
        }
        let mut task = task(command.as_deref().unwrap_or("serve"), words, whole)?;
        match (&mut task, witnessed) {
            (Task::VerifyLog { witnessed }, given) => *witnessed = given,
            (_, Some(_)) => return Err(format!("--checkpoint is for verify-log. {USAGE}")),
            (_, None) => {}
        }
        // The sample people belong into a sandbox and nowhere else.
        let sandbox = sandbox || task == Task::SeedSandbox;
        Ok(Asked { task: if check { Task::CheckConfig } else { task }, config, settings, sandbox })
    }
}

fn task(command: &str, words: Vec<String>, whole: bool) -> Result<Task, String> {
    let mut words = words.into_iter();
    let mut word = || words.next().ok_or_else(|| format!("hub {command} needs to know more. {USAGE}"));
    let task = match command {
        "serve" => Task::Serve,
        "migrate" => Task::Migrate,
        "check-config" => Task::CheckConfig,
        "seed-sandbox" => Task::SeedSandbox,
        "export" => Task::Export,
        "backup" => Task::Backup(word()?.into()),
        "restore" => Task::Restore(word()?.into()),
        "verify-log" => Task::VerifyLog { witnessed: None },
        "checkpoint" => Task::Checkpoint,
        "forget-looks" => {
            let day = word()?;
            let before =
                day.parse().map_err(|_| format!("{day:?} is no day, such as 2021-04-01. {USAGE}"))?;
            Task::ForgetLooks { before }
        }
        "make-log-key" => Task::MakeLogKey { name: word()?, file: word()?.into() },
        "add-client" => {
            let role = word()?;
            let role = ROLES.into_iter().find(|known| *known == role).ok_or(USAGE)?;
            Task::AddClient { role, organisation: word()? }
        }
        "add-officer" => {
            let (authority, id, name, office) = (word()?, word()?, word()?, word()?);
            let roles = Roles::of_words(&word()?)?;
            let (issuer, subject) = (word()?, word()?);
            if roles.is_empty() {
                return Err(
                    "an officer without a role may do nothing; name one, or end the account with end-officer"
                        .to_owned(),
                );
            }
            let account =
                Account { authority, id, name, office, roles, issuer, subject, person: words.next() };
            Task::AddOfficer(Box::new(account))
        }
        "new-key" => Task::NewKey(word()?.into()),
        "bind" => Task::Bind { person: word()?, issuer: word()?, subject: word()? },
        "introduced" => Task::Introduced { code: word()? },
        "unbind" => Task::Unbind { person: word()? },
        "end-sessions" => match word()?.as_str() {
            "people" => Task::EndSessions(Side::Person),
            "staff" => Task::EndSessions(Side::Officer),
            _ => return Err(format!("whose sessions: people or staff. {USAGE}")),
        },
        "end-officer" => Task::EndOfficer { authority: word()?, id: word()? },
        "add-client-key" => {
            let role = word()?;
            let role = ROLES.into_iter().find(|known| *known == role).ok_or(USAGE)?;
            let (organisation, file) = (word()?, word()?.into());
            let signs = match words.next().as_deref() {
                None => false,
                Some("signs") => true,
                Some(_) => return Err(format!("hub add-client-key was told too much. {USAGE}")),
            };
            Task::AddClientKey { role, organisation, file, signs }
        }
        "evidence" => Task::Evidence { facility: word()?, registration: word()? },
        "end-client-key" => Task::EndClientKey(word()?),
        "import" => {
            let what = word()?;
            let (_, what) = IMPORTED.into_iter().find(|(name, _)| *name == what).ok_or(USAGE)?;
            Task::Import { what, file: word()?.into(), whole }
        }
        other => return Err(format!("there is no command {other:?}. {USAGE}")),
    };
    if whole && !matches!(task, Task::Import { .. }) {
        return Err(format!("--all-or-nothing is for an import. {USAGE}"));
    }
    match words.next() {
        Some(_) => Err(format!("hub {command} was told too much. {USAGE}")),
        None => Ok(task),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Result<Asked, String> {
        Asked::read(line.split_whitespace().map(str::to_owned))
    }

    fn task_of(line: &str) -> Result<Task, String> {
        asked(line).map(|asked| asked.task)
    }

    #[test]
    fn a_client_has_a_role_and_an_organisation() {
        let added = Task::AddClient { role: "municipality", organisation: "131016".to_owned() };
        assert_eq!(task_of("add-client municipality 131016 --data d"), Ok(added));
        assert!(task_of("add-client king 131016").is_err() && task_of("add-client facility").is_err());
    }

    #[test]
    fn an_officer_has_roles_that_there_are_and_an_identity() {
        let account = task_of("add-officer 130001 o-7 田中 福祉課 desk,auditor https://op.example subject-7");
        let Ok(Task::AddOfficer(account)) = account else { panic!("{account:?}") };
        assert_eq!(
            (&*account.roles.words(), &*account.subject, &account.person),
            ("desk auditor", "subject-7", &None)
        );
        assert!(
            task_of("add-officer 130001 o-7 田中 福祉課 king https://op.example s")
                .is_err_and(|told| told.contains("king"))
        );
        assert!(task_of("add-officer 130001 o-7 田中 福祉課 , https://op.example s").is_err());
        assert!(task_of("add-officer 130001 o-7 田中 福祉課 desk https://op.example").is_err());
    }

    #[test]
    fn an_import_says_what_of_and_whether_all_or_nothing() {
        let import = |whole| Task::Import { what: Imported::Charges, file: "f.csv".into(), whole };
        assert_eq!(task_of("import charges f.csv"), Ok(import(false)));
        assert_eq!(task_of("import charges f.csv --all-or-nothing"), Ok(import(true)));
        assert!(task_of("import yen f.csv").is_err() && task_of("import charges").is_err());
        assert!(task_of("import charges f.csv g.csv").is_err() && task_of("serve --all-or-nothing").is_err());
    }

    #[test]
    fn a_log_is_held_against_what_a_witness_kept() {
        let verify = |file: Option<&str>| Task::VerifyLog { witnessed: file.map(Into::into) };
        assert_eq!(task_of("verify-log"), Ok(verify(None)));
        assert!(task_of("forget-looks 2021-04-01").is_ok() && task_of("forget-looks soon").is_err());
        assert_eq!(task_of("verify-log --checkpoint w.txt --log-key k"), Ok(verify(Some("w.txt"))));
        assert!(
            task_of("export --checkpoint w.txt").is_err() && task_of("make-log-key pmh.example").is_err()
        );
    }

    #[test]
    fn sample_people_are_for_a_sandbox() {
        assert!(asked("seed-sandbox").is_ok_and(|asked| asked.sandbox));
        assert!(asked("serve").is_ok_and(|asked| !asked.sandbox));
        assert_eq!(task_of("serve --check-config"), Ok(Task::CheckConfig));
    }
}
