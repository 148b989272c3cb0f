#!/usr/bin/env bash
# Prints goodcall beside programs that a salesperson may already use in the terminal: "what next" and a search as whole
# processes, the first frame, a key, and memory, at 100, 1,000 and 10,000 records of the same text.
#
# benches/peers.sh             installs what it can under target/peers, and measures
# PEERS_SIZES=100,1000 benches/peers.sh
#
# From Debian: taskwarrior, khard. From PyPI: jrnl. From crates.io: zoxide, tui-journal, taskwarrior-tui. What can't be
# installed says "not run". Needs python3.
set -euo pipefail
cd "$(dirname "$0")/.."
peers=$PWD/target/peers
mkdir -p "$peers"

debian() {
    command -v "$1" >/dev/null && return
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get install -y "$2" >"$peers/$2.log" 2>&1 && return
    fi
    echo "not run: $2 is not installed" >&2
}

debian task taskwarrior
debian khard khard
if [ ! -x "$peers/venv/bin/jrnl" ]; then
    python3 -m venv "$peers/venv" && "$peers/venv/bin/pip" install --quiet jrnl \
        || echo "not run: jrnl could not be installed" >&2
fi
for crate in zoxide tui-journal taskwarrior-tui; do
    cargo install --quiet --locked --root "$peers" "$crate" || echo "not run: $crate could not be installed" >&2
done
cargo build --release --locked --quiet
exec python3 benches/peers.py "$peers" target/release/goodcall
