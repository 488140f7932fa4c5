#![no_main]

#[allow(dead_code, reason = "one target uses one of them")]
#[path = "../../tests/rules/oracles/mod.rs"]
mod oracles;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| oracles::registration_json(bytes));
