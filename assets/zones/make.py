#!/usr/bin/env python3
"""Packs the tables of the crate chrono-tz, which are made from the IANA time zone database: as they stand there, each of
their 40,000 references would have to be relocated whenever goodcall starts. After an update of chrono-tz in Cargo.toml:

    python3 make.py ~/.cargo/registry/src/*/chrono-tz-VERSION/src/prebuilt/timezones.rs
    cargo test --lib domain::zones

names.txt   the names of the zones, a line each, sorted by bytes
spans.bin   little-endian. For each zone, in the order of names.txt, u32: where its table begins. A table: u8 how many
            offsets it knows, u16 how often its clock was or will be changed; the offsets, i32 seconds east of UTC, the first
            of which held before the first change; then the changes, 5 bytes each: the number of the offset that begins
            in the lower 6 bits, above it the second since 1970 plus 2^33. Zones that share a table keep it once.
"""

import pathlib
import re
import struct
import sys

HERE = pathlib.Path(__file__).parent
BIAS = 1 << 33

source = pathlib.Path(sys.argv[1]).read_text()
names = dict(re.findall(r'Tz::(\w+) => "([^"]+)"', source))
spans = source[source.index("fn timespans") :]
tables = {}
for arm in re.split(r"\n            Tz::", spans)[1:]:
    name, body = arm.split(" => {", 1)
    body = body.split("\n            },", 1)[0]
    first = re.search(r"first: FixedTimespan \{\s*utc_offset: (-?\d+),\s*dst_offset: (-?\d+)", body)
    changes = re.findall(r"\((-?\d+), FixedTimespan \{ utc_offset: (-?\d+), dst_offset: (-?\d+)", body)
    assert body.count("FixedTimespan {") == len(changes) + 1, name
    tables[names[name]] = (
        int(first[1]) + int(first[2]),
        [(int(at), int(utc) + int(dst)) for at, utc, dst in changes],
    )
assert len(tables) == len(names), (len(tables), len(names))


def pack(first, changes):
    offsets = [first]
    packed = []
    for at, offset in changes:
        if offset not in offsets:
            offsets.append(offset)
        packed.append(((at + BIAS) << 6 | offsets.index(offset)).to_bytes(5, "little"))
    assert len(offsets) <= 64 and changes == sorted(changes)
    return struct.pack("<BH", len(offsets), len(packed)) + struct.pack(f"<{len(offsets)}i", *offsets) + b"".join(packed)


ordered = sorted(tables, key=str.encode)
begins, kept, at = [], {}, 4 * len(ordered)
for name in ordered:
    table = pack(*tables[name])
    if table not in kept:
        kept[table] = at
        at += len(table)
    begins.append(kept[table])
(HERE / "names.txt").write_text("".join(f"{name}\n" for name in ordered))
(HERE / "spans.bin").write_bytes(struct.pack(f"<{len(begins)}I", *begins) + b"".join(kept))
