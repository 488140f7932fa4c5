#!/bin/sh
# `cargo xtask prove container`: builds the image of Containerfile with buildah, starts the hub in it as nobody in particular, asks whether it is
# well, and lets it go politely. Where no registry can be reached, the base is a root made here by debootstrap; PMH_BASE names another.
set -eu
for tool in buildah curl; do
    command -v "$tool" >/dev/null || { echo "$tool is not installed: nothing was tried. Install it and run this again"; exit 1; }
done
[ -x target/release/hub ] && [ -f dist/index.html ] ||
    { echo "build first: cargo xtask build, cargo build --release --package hub"; exit 1; }
export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
work=$(mktemp -d)
container=
server=
end() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$container" ] || buildah rm "$container" >/dev/null || true
    rm -rf "$work"
}
trap end EXIT INT TERM

base=${PMH_BASE:-}
if [ -z "$base" ]; then
    base=localhost/pmh-base:12
    if ! buildah inspect --type image "$base" >/dev/null 2>&1; then
        debootstrap --variant=minbase bookworm "$work/tree" >"$work/log" 2>&1 || { tail "$work/log"; exit 1; }
        root=$(buildah from scratch)
        cp -a "$work/tree/." "$(buildah mount "$root")/"
        buildah commit --quiet "$root" "$base" >/dev/null
        buildah rm "$root" >/dev/null
    fi
fi

buildah build --pull=never --build-arg "BASE=$base" --file hub/deploy/Containerfile --tag localhost/pmh-hub .
container=$(buildah from --pull=never localhost/pmh-hub)
inside() { buildah run "$container" -- "$@"; }
inside hub new-key /data/people.pem >/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
inside hub serve --listen "127.0.0.1:$port" --origin https://portal.example --people-issuer https://sign-in.example \
    --people-client hub --people-key /data/people.pem >"$work/out" 2>"$work/err" &
server=$!
tries=0
until curl --silent --fail "http://127.0.0.1:$port/readyz" >/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || { cat "$work/out" "$work/err"; echo "it does not answer"; exit 1; }
    sleep 0.1
done
curl --silent --fail "http://127.0.0.1:$port/" | grep -qi '<html' || { echo "no page"; exit 1; }
curl --silent --fail "http://127.0.0.1:$port/openapi.json" | grep -q '"3.1' || { echo "no description"; exit 1; }
user=$(inside id -u)
# By its own signal, as a container is stopped: to the hub itself, not to what runs it.
for process in /proc/[0-9]*; do
    case $(tr '\0' ' ' 2>/dev/null <"$process/cmdline") in
    "/usr/local/bin/hub serve --listen 127.0.0.1:$port "*) kill -TERM "${process#/proc/}" ;;
    esac
done
wait "$server" || { cat "$work/err"; echo "it did not end in peace"; exit 1; }
server=
inside test -s /data/hub.sqlite || { echo "no database in /data"; exit 1; }
echo "the image builds on $base, the hub serves in it as user $user, and ends in peace"
