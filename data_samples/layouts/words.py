"""Values as cells show them: dates, yes and no, names by number."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from data_samples.agencies import agencies
from data_samples.people_and_places import CITY, MUNICIPALITIES
from data_samples.topics import themes


def dotted_days(times: Any) -> list[str]:
    """«31.01.2026», '' for a missing time."""
    days = np.asarray(times, dtype="datetime64[D]")
    unique, which = np.unique(days, return_inverse=True)
    texts = ["" if np.isnat(day) else day.item().strftime("%d.%m.%Y") for day in unique]
    return [texts[k] for k in which.tolist()]


def stamps(times: Any, pattern: str = "iso") -> list[str]:
    """«2026-01-31 14:20:05» (`iso`) or «31.01.2026 14:20:05» (`dotted`); '' for a missing time."""
    seconds = np.asarray(times, dtype="datetime64[s]")
    clock = np.datetime_as_string(seconds, unit="s").tolist()
    if pattern == "iso":
        return ["" if text == "NaT" else f"{text[:10]} {text[11:]}" for text in clock]
    return ["" if text == "NaT" else f"{text[8:10]}.{text[5:7]}.{text[:4]} {text[11:]}" for text in clock]


def yes_no(flags: Any) -> list[str]:
    return np.where(np.asarray(flags, dtype=bool), "Да", "Нет").tolist()


@cache
def _named(what: str) -> np.ndarray:
    values = {
        "agency": [agency.name for agency in agencies()],
        "district": [town.name for town in MUNICIPALITIES],
        "cabinet_district": [f"{t.name} г.о." if t.kind == CITY else t.name for t in MUNICIPALITIES],
        "theme": [theme.name for theme in themes()],
        "group": [theme.group for theme in themes()],
        "pos_group": [theme.group_in_pos for theme in themes()],
        "rubric": [f"({theme.rubric}) {theme.name}" for theme in themes()],
        "theme_code": [theme.code for theme in themes()],
    }
    return np.array(values[what], dtype=object)


def named(what: str, numbers: Any) -> list[str]:
    """Names of agencies, districts, themes or groups by number."""
    found: list[str] = _named(what)[np.asarray(numbers, dtype=int)].tolist()
    return found


def facts(cases: pd.DataFrame) -> list[str]:
    """Third-level topic, '' where the case has none."""
    all_themes = themes()
    rows = zip(cases["theme"].tolist(), cases["fact"].tolist(), strict=True)
    return [all_themes[theme].facts[fact][1] if fact >= 0 else "" for theme, fact in rows]


# Spellings which nobody has met before: somebody has to confirm an alias.
NEW_SPELLINGS = {
    0: ("г.о. Верхнереченск", "Верхнереченск, левый берег"),
    5: ("Озерковский р-н",),
    6: ("Темнолесский рн",),
}


def municipality_names(cases: pd.DataFrame, what: str, rng: np.random.Generator) -> list[str]:
    """Municipality as written; a few background rows spell it in a new way."""
    found = named(what, cases["district"])
    odd = (rng.random(len(cases)) < 0.015) & (cases["kind"] == "").to_numpy()
    for k in np.flatnonzero(odd & cases["district"].isin(list(NEW_SPELLINGS)).to_numpy()).tolist():
        spellings = NEW_SPELLINGS[int(cases["district"].iloc[k])]
        found[k] = spellings[int(rng.integers(0, len(spellings)))]
    return found
