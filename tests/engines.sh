#!/bin/sh
# The journeys that need nothing of Chromium's own, in Firefox and in WebKitGTK. One after the other: these two are heavier than Chromium.
set -eu
for browser in firefox webkit; do
    PMH_BROWSER=$browser xvfb-run -a cargo test --package journeys --locked --no-fail-fast \
        --test apply --test apply_for --test apply_kinds --test apply_loop --test month_live --test pages --test record -- --test-threads=1
done
echo "every one of these journeys passed in Firefox and in WebKitGTK"
