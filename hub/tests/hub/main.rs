//! The hub as its clients see it: a real process, on SQLite and on PostgreSQL, the same tests on both.

mod client;
mod postgres;
mod process;
mod provider;
mod provider_tls;

mod access_log;
mod applications;
mod audit;
mod authorisation;
mod cross_site;
mod crowd;
mod facility;
mod faults;
mod flood;
mod forms;
mod inbox;
mod kill;
mod machines;
mod municipality;
mod notices;
mod operate;
mod operation;
mod own_receipts;
mod passive;
mod preview;
mod sample;
mod sessions;
mod sign_in;
mod speed;
mod storage;
mod trouble;
mod two_hubs;

/// Runs each test on both databases. Where no PostgreSQL server can be had, its half says so, loudly.
macro_rules! on_both_databases {
    ($($(#[$meta:meta])* fn $name:ident($hub:ident: $type:ty) $body:block)+) => {
        $(mod $name {
            #[allow(unused_imports, reason = "whatever the module around it uses")]
            use super::*;

            fn check($hub: $type) $body

            $(#[$meta])*
            #[test]
            fn sqlite() {
                check($crate::process::Hub::on_sqlite());
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                if let Some(hub) = $crate::process::Hub::on_postgres() {
                    check(hub);
                }
            }
        })+
    };
}
pub(crate) use on_both_databases;
