#!/bin/sh
# The journeys that need nothing of Chromium's own, in Firefox and in WebKitGTK, one after the other: these two are heavier than Chromium. Every
# kind of application in all three languages. What has passed with this very hub, portal and tests does not run again, so a run that was stopped
# goes on where it was; `PMH_BROWSERS` and `PMH_JOURNEYS` name some of them.
set -u
here=$(cd "$(dirname "$0")" && pwd)
passed="$here/../target/engines/$( (cat "$PMH_HUB_BIN"; find "$PMH_DIST" "$here" -type f | sort | xargs cat) | sha256sum | cut -c1-16)"
mkdir -p "$passed"
failed=""
for browser in ${PMH_BROWSERS:-firefox webkit}; do
    for journey in ${PMH_JOURNEYS:-apply apply_for apply_kinds apply_loop apply_once certificate_changes gallery month_live offline pages preview receipts record staff}; do
        [ -e "$passed/$browser-$journey" ] && continue
        # What is left out is said in docs/browser.md.
        case $journey in
            offline) without="--skip a_copy_does_not_outlive --skip can_be_installed" ;;
            *) without="" ;;
        esac
        echo "== $journey in $browser"
        # shellcheck disable=SC2086 # Words of their own.
        if PMH_EVERY_LANGUAGE=1 PMH_BROWSER=$browser xvfb-run -a cargo test --package journeys --locked --no-fail-fast --test "$journey" -- \
            --test-threads=1 $without; then
            touch "$passed/$browser-$journey"
        else
            failed="$failed $browser/$journey"
        fi
    done
done
if [ -n "$failed" ]; then
    echo "did not pass:$failed"
    exit 1
fi
echo "every journey that was asked for has passed in every browser that was"
