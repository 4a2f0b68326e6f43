"""The region's municipalities, villages, streets and people, read from names.toml. All of it is made up."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

REGION_NAME = "Верхнереченская область"
REGION_NAME_EN = "Verkhnerechensk Region"
REGION_GENITIVE = REGION_DATIVE = "Верхнереченской области"
TIMEZONE = "Asia/Yekaterinburg"
UTC_OFFSET = "+05:00"

CITY = "городской округ"
RAION = "муниципальный район"
OKRUG = "муниципальный округ"

# Roles in the story, by position in MUNICIPALITIES. The town without a polygon lies inside its host.
CAPITAL, AROUND_CAPITAL, SECOND_CITY, THIRD_CITY, WITHOUT_POLYGON, HOST = 0, 1, 2, 3, 4, 7

_SOURCE = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
VILLAGE_FIRST, VILLAGE_SECOND, VILLAGE_SINGLE, STREETS_FEMININE, STREETS_GENITIVE, LANES, AVENUES = (
    tuple(_SOURCE[key])
    for key in (
        "village_first", "village_second", "village_single", "streets_feminine", "streets_genitive", "lanes", "avenues",
    )
)  # fmt: skip
SURNAMES, FIRST_NAMES_M, FIRST_NAMES_F, PATRONYMIC_STEMS = (
    tuple(_SOURCE[key]) for key in ("surnames", "first_names_m", "first_names_f", "patronymic_stems")
)


@dataclass(frozen=True)
class Municipality:
    """One municipality; `population` in people. Its OKTMO begins with 99, which no real region has."""

    oktmo: str
    name: str
    official: str
    english: str
    kind: str
    center: str
    population: int


def _municipality(place: int, root: str, english: str, kind: str, center: str, people: int) -> Municipality:
    if kind == "city":
        oktmo, official = f"997{place + 1:02d}000", f"городской округ город {root}"
        return Municipality(oktmo, root, official, f"{english} City", CITY, center, people)
    word, name_en = ("район", "District") if kind == "raion" else ("округ", "Okrug")
    official = f"{root} муниципальный {word}"
    long_kind = RAION if kind == "raion" else OKRUG
    name, oktmo = f"{root} {word}", f"996{place + 1:02d}000"
    return Municipality(oktmo, name, official, f"{english} {name_en}", long_kind, center, people)


MUNICIPALITIES: tuple[Municipality, ...] = tuple(
    _municipality(place, *row) for place, row in enumerate(_SOURCE["municipalities"])
)


def person(first: int, last: int, middle: int) -> str:
    """An invented full name from three draws (any non-negative integers)."""
    stem, family = PATRONYMIC_STEMS[middle % len(PATRONYMIC_STEMS)], SURNAMES[last % len(SURNAMES)]
    if first % 2:
        return f"{family} {FIRST_NAMES_M[first % len(FIRST_NAMES_M)]} {stem}ич"
    family_f = f"{family[:-2]}ая" if family.endswith(("ий", "ый")) else f"{family}а"
    return f"{family_f} {FIRST_NAMES_F[first % len(FIRST_NAMES_F)]} {stem}на"
