# What a contributor runs; `just` alone lists it. Every recipe is one command that works without just as well.

_default:
    @just --list --unsorted

# Everything CI checks on Linux: format, lints, tests, docs, licenses
check:
    ./.ci/run

# The tests, or those a name picks: just test merge
test *name:
    cargo test {{ name }}

# Format the code and run the lints
lint:
    cargo fmt
    cargo clippy --all-targets --locked -- -D warnings

# The app on a made-up book in memory; nothing is kept
demo:
    cargo run --release -- demo

# The figures of benches/README.md; GOODCALL_BENCH_QUICK=1 just bench measures less
bench:
    cargo bench --bench driver

# What teams cost on a PostgreSQL with 10,000 people; GOODCALL_BENCH_TEAMS=20 GOODCALL_BENCH_QUICK=1 just bench-team makes fewer
bench-team:
    cargo bench --bench team

# What runs inside the process, or what a name picks: just engine today
engine *name:
    cargo bench --bench engine -- {{ name }}

# Draw the picture book (docs/pictures) again, and accept the screens' snapshots as they are now (look at the diff)
pictures:
    GOODCALL_PICTURES=write cargo test --test tui pictures
    INSTA_UPDATE=always cargo test --test tui

# Kills, full disks, power cuts, damage, clocks at full size (tests/README.md)
faults:
    GOODCALL_FAULTS=full cargo test --release --test faults -- --nocapture

# Fuzz one target (fuzz/README.md) for some seconds
fuzz target seconds="300":
    cargo +nightly fuzz run -s none {{ target }} fuzz/corpus/{{ target }} fuzz/corpus-kept/{{ target }} -- -max_total_time={{ seconds }} -max_len=4096

# The documentation of every item, private ones too
doc:
    cargo doc --no-deps --locked --document-private-items --open

# Compile with the oldest Rust that is promised (Cargo.toml's rust-version)
msrv:
    rustup run 1.89 cargo check --locked --all-targets

# Build the Debian package, with manual, completions and systemd units (needs cargo-deb)
deb:
    packaging/deb

# Licenses, sources and duplicates of what is built upon (deny.toml)
deny:
    cargo deny check bans licenses sources
