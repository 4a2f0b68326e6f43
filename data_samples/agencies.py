"""Some ninety agencies in a tree, and who answers for which theme in which municipality."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from data_samples.people_and_places import (
    CAPITAL,
    CITY,
    MUNICIPALITIES,
    REGION_DATIVE,
    REGION_GENITIVE,
    SECOND_CITY,
    THIRD_CITY,
    Municipality,
)
from data_samples.topics import themes

REGION_BODY = "орган власти региона"
MUNICIPAL = "администрация муниципалитета"
INSTITUTION = "учреждение"
UTILITY = "ресурсоснабжающая организация"
FEDERAL = "федеральный орган"


@dataclass(frozen=True)
class Agency:
    """One row of agencies.csv. `home` is a position in MUNICIPALITIES or -1; `parent` a key of another agency."""

    key: str
    name: str
    short: str
    english: str
    kind: str
    parent: str = ""
    home: int = -1
    variants: tuple[str, ...] = ()


_SOURCE = tomllib.loads(Path(__file__).with_name("agencies.toml").read_text(encoding="utf-8"))


@cache
def agencies() -> tuple[Agency, ...]:
    """All agencies; position in this tuple is the number the generator works with."""
    found = [_agency(row, REGION_BODY, "" if row[0] == "gov" else "gov") for row in _SOURCE["region"]]
    found += [_administration(place, town) for place, town in enumerate(MUNICIPALITIES)]
    found += [_city_department(*row) for row in _SOURCE["city"]]
    found += [_agency(row[:4], INSTITUTION, row[4], row[5], (row[2],)) for row in _SOURCE["institution"]]
    found += [_hospital(place) for place in _SOURCE["hospitals"]]
    for row in _SOURCE["utility"]:
        plain_quotes = row[1].replace("«", '"').replace("»", '"')
        found.append(_agency(row[:4], UTILITY, row[4], row[5], (plain_quotes,)))
    found += [_agency(row, FEDERAL) for row in _SOURCE["federal"]]
    return tuple(found)


def _agency(row: list[str], kind: str, parent: str = "", home: int = -1, variants: tuple[str, ...] = ()) -> Agency:
    key, name, short, english = row
    return Agency(
        key, name.format(r=REGION_GENITIVE, r_dat=REGION_DATIVE), short, english, kind, parent, home, variants
    )


def _hospital(place: int) -> Agency:
    """«Озерковский район» → БУЗ «Озерковская ЦРБ», «Каменноборск» → БУЗ «Каменноборская больница»."""
    town = MUNICIPALITIES[place]
    short = f"{town.name}ая больница" if town.kind == CITY else f"{town.name.split()[0][:-2]}ая ЦРБ"
    name, english = f"БУЗ «{short}»", f"{town.english.split()[0]} Hospital"
    return Agency(f"hospital_{place}", name, short, english, INSTITUTION, "health", place, (short,))


def _city_department(key: str, name: str, short: str, english: str) -> Agency:
    """A department of the capital's administration, which is known by several spellings."""
    city = MUNICIPALITIES[CAPITAL].name
    variants = (f"{name} ({short})", f"{name} г. {city}")
    full = f"{name} администрации города {city}а"
    return Agency(key, full, short, english, MUNICIPAL, "admin_0", CAPITAL, variants)


def _administration(place: int, town: Municipality) -> Agency:
    if town.kind == CITY:
        name = f"Администрация города {town.name}а"
        variants: tuple[str, ...] = (f"{town.name} г.о.", f"Администрация г. {town.name}")
    else:
        root, word = town.name.split()
        name = f"Администрация {root[:-2]}ого муниципального {word}а"
        variants = (town.name, f"Администрация {root[:-2]}ого {word}а")
    short = f"Адм. {town.name}"
    return Agency(f"admin_{place}", name, short, f"{town.english} Administration", MUNICIPAL, "gov", place, variants)


@cache
def agency_numbers() -> dict[str, int]:
    """Position of each agency by its key."""
    return {agency.key: i for i, agency in enumerate(agencies())}


def agency_code(number: int) -> str:
    """The `Код` column and the agency's id in the store."""
    return f"A{number + 1:03d}"


def agencies_table() -> pd.DataFrame:
    """The lookup `agencies.csv`."""
    numbers = agency_numbers()
    rows = []
    for i, a in enumerate(agencies()):
        town = MUNICIPALITIES[a.home] if a.home >= 0 else None
        parent = agency_code(numbers[a.parent]) if a.parent else ""
        place = (town.oktmo, town.name) if town else ("", "")
        rows.append((agency_code(i), a.name, a.short, a.english, a.kind, parent, *place, "|".join(a.variants)))
    columns = ["Код", "Организация", "Краткое название", "Название (англ.)", "Тип", "Вышестоящая организация"]
    return pd.DataFrame(rows, columns=[*columns, "ОКТМО", "Муниципалитет", "Варианты названия"])


@cache
def responsibility() -> tuple[np.ndarray, np.ndarray]:
    """Who answers: (agency numbers, cumulative shares), both of shape (theme, municipality, 5)."""
    n_themes, n_places = len(themes()), len(MUNICIPALITIES)
    who = np.zeros((n_themes, n_places, 5), dtype=np.int16)
    share = np.ones((n_themes, n_places, 5))
    for i, theme in enumerate(themes()):
        for place in range(n_places):
            rule = _SOURCE["responsible"][theme.owner]["capital" if place == CAPITAL else "elsewhere"]
            numbers = [_answering(key, place) for key in rule]
            cumulative = np.cumsum(list(rule.values()))
            who[i, place] = numbers + [numbers[-1]] * (5 - len(numbers))
            share[i, place, : len(numbers)] = cumulative
            share[i, place, len(numbers) - 1 :] = 1.0
    return who, share


def _answering(key: str, place: int) -> int:
    """An agency's number for a key of the table; local services fall back to the administration or the ministry."""
    numbers = agency_numbers()
    if key == "hospital_local":
        return numbers.get(f"hospital_{place}", numbers["health"])
    if key in ("heat_local", "water_local"):
        own = {("heat_local", SECOND_CITY): "heat_second", ("water_local", THIRD_CITY): "water_third"}
        return numbers[own.get((key, place), f"admin_{place}")]
    return numbers[f"admin_{place}" if key == "local" else key]


@cache
def oversight() -> np.ndarray:
    """The body of the region for each theme: posts that do not say where land there."""
    numbers = agency_numbers()
    return np.array([numbers[_SOURCE["responsible"][theme.owner]["above"]] for theme in themes()])


@cache
def parents() -> np.ndarray:
    """Number of each agency's parent, the government for those without one."""
    numbers = agency_numbers()
    return np.array([numbers[agency.parent] if agency.parent else numbers["gov"] for agency in agencies()])
