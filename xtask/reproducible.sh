#!/bin/sh
# The portal's bundle and the JavaScript package built twice: here, and from a copy of the sources in a folder of another name, where nothing
# has been compiled. Every byte must be the same, or nobody could check that what is served was made from these sources.
set -eu
away=$(mktemp -d)
trap 'rm -rf "$away"' EXIT
cargo xtask build
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents --target-directory="$away"
(cd "$away" && env -u CARGO_TARGET_DIR cargo xtask build)
# What was built here before is kept beside (xtask/src/build/earlier.rs), and is another build's.
diff -r --exclude=earlier dist "$away/dist"
diff -r target/js/engine "$away/target/js/engine"
cmp target/build/components.cdx.json "$away/target/build/components.cdx.json"
echo "$(find dist target/js/engine -type f | wc -l) files built twice in two places, every byte the same"
