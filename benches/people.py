#!/usr/bin/env python3
"""Writes a CSV of made-up people, ten columns and some 190 bytes a row, for measuring imports: people.py ROWS > FILE."""

import csv
import random
import sys

GIVEN = "Ana Bruno Clara Dana Elif Femi Greta Haruka Helga Ines Jonas Kofi Lena Marta Nuno Olga Pablo Rosa Sven Tom".split()
FAMILY = "Bra Han Kan Lin Mor Nor Oku Pet Ram Ser Tor Vol Hin Sil Cos".split()
ENDING = "ura son ley sen dez mann ini wood eira ova".split()
TRADES = "Foods Logistics Textiles Paper Tools Dental Print Glass".split()
ROLES = ["Operations lead", "Head of purchasing", "Owner", "Office manager", "Fleet manager"]
CITIES = "Chicago Porto Osaka Leeds Lyon Madrid Toronto Denver Lagos Hamburg".split()
NOTES = "likes hiking kids sailing second warehouse old truck site newsletter opened new prefers mornings wants two".split()
TAGS = ["", "", "vip", "gold", "vip, fair"]
# North American area codes: each row has a number of its own, in the order of the rows.
AREAS = [212, 312, 415, 617, 206, 303, 404, 512, 602, 702, 713, 214]


def main(rows: int) -> None:
    chance = random.Random(7)
    family = lambda: chance.choice(FAMILY) + chance.choice(ENDING)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow("Name,Company,Role,Phone,Email,City,Address,Birthday,Tags,Notes".split(","))
    for row in range(rows):
        given, name = chance.choice(GIVEN), f"{family()} {family()}"
        area, rest = AREAS[row % len(AREAS)], row // len(AREAS)
        out.writerow([
            f"{given} {name}",
            f"{family()} {chance.choice(TRADES)} {row // 5}",
            chance.choice(ROLES),
            f"+1 {area} {200 + rest // 10_000} {rest % 10_000:04}",
            f"{given}.{name.replace(' ', '.')}{row}@example{row % 12}.com".lower(),
            chance.choice(CITIES),
            f"{row % 900} {family()} Street",
            f"{1940 + row % 60}-{1 + row % 12:02}-{1 + row % 28:02}",
            chance.choice(TAGS),
            " ".join(chance.choice(NOTES) for _ in range(8)),
        ])


main(int(sys.argv[1]))
