"""Reads what goodcall wrote with parsers that are not goodcall's own, and prints what they found as JSON.

python3 tests/support/readers.py csv|vcard|ics < FILE
"""

import csv
import io
import json
import sys


def read_csv(text):
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in rows), "a row is longer or shorter than the header"
    return rows


def read_vcard(text):
    import vobject

    cards = []
    for card in vobject.readComponents(text):
        if card.version.value == "3.0":
            card.validate(raiseException=True)
        lists = {name: [entry.value for entry in card.contents.get(name, [])] for name in ("tel", "email", "x-ablabel")}
        one = {name: card.getChildValue(name) for name in ("uid", "fn", "bday", "note", "title", "rev", "version", "tz")}
        structured = {
            "family": card.n.value.family,
            "given": card.n.value.given,
            "org": card.contents["org"][0].value if "org" in card.contents else None,
            "categories": card.getChildValue("categories"),
            "street": card.adr.value.street if "adr" in card.contents else None,
            "city": card.adr.value.city if "adr" in card.contents else None,
            "preferred": [str(entry.params) for entry in card.contents.get("tel", [])][:1],
        }
        cards.append({**one, **lists, **structured})
    return cards


def read_ics(text):
    import icalendar
    import vobject

    other = vobject.readOne(text)
    other.validate(raiseException=True)
    calendar = icalendar.Calendar.from_ical(text)
    assert calendar["METHOD"] == "PUBLISH" and not calendar.errors, calendar.errors
    events = []
    for event in calendar.walk("VEVENT"):
        assert not event.errors, event.errors
        alarms = [str(alarm["TRIGGER"].dt) for alarm in event.walk("VALARM")]
        events.append(
            {
                "uid": str(event["UID"]),
                "sequence": event["SEQUENCE"],
                "summary": str(event["SUMMARY"]),
                "description": str(event.get("DESCRIPTION", "")),
                "start": event["DTSTART"].dt.isoformat(),
                "alarms": alarms,
            }
        )
    assert sorted(e["summary"] for e in events) == sorted(e.summary.value for e in other.vevent_list if "vevent" in other.contents)
    return events


READERS = {"csv": read_csv, "vcard": read_vcard, "ics": read_ics}

if __name__ == "__main__":
    # Line ends are part of what is read.
    said = sys.stdin.buffer.read().decode("utf-8")
    print(json.dumps(READERS[sys.argv[1]](said)))
