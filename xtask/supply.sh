#!/bin/sh
# Licences, duplicates and sources need nothing but Cargo.lock. Advisories need their database, which is a repository on the net: what could not
# be had is said, and is no pass.
set -eu
cargo deny --offline --all-features check licenses bans sources
if cargo deny --all-features fetch db; then
    cargo deny --offline --all-features check advisories
    echo "licences, bans, sources and advisories checked"
else
    echo "licences, bans and sources checked; NOT the advisories: their database could not be had here"
fi
