"""Columns of a survey that ask who somebody is, told by their words and by what stands in them: they are not read."""

import re
from collections.abc import Mapping
from functools import cache

import pandas as pd

from intake.headers import normal_header
from intake.personal import holds_people, names_a_person
from intake.records.layouts import RECORD_LAYOUTS
from intake.records.survey_kinds import is_closed

NEARLY_ALL = 0.8  # of the answers are days
_DAY = re.compile(
    r"\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})(?:\s*г\.?)?(?: 0?0:00(?::00)?)?|\d{4}-\d{2}-\d{2}(?: 00:00:00)?"
)


def asks_for_details(header: str) -> bool:
    """«Как к вам обращаться?», «Ваш адрес», «Укажите ник»: as `names_a_person`, and after the words of the layout."""
    text = _words_of(header)
    polite, anywhere, whole = _asking()
    plain = text
    while (first := plain.split(" ", 1)[0]) in polite:
        plain = plain.removeprefix(first).lstrip()
    return (
        names_a_person(header)
        or names_a_person(plain)
        or plain in whole
        or any(f" {words} " in f" {text} " for words in anywhere)
    )


def holds_details(cells: Mapping[str, int]) -> bool:
    """Whether many answers are names, telephones and the like, or nearly all are days, as of birth. Days to choose
    from, which come again and again, are none. `cells`: answer → how many people gave it.
    """
    if holds_people(pd.Series(list(cells), dtype="str")):
        return True
    days = sum(n for cell, n in cells.items() if _DAY.fullmatch(cell))
    return days >= NEARLY_ALL * sum(cells.values()) and not is_closed(cells)


@cache
def _asking() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    words = RECORD_LAYOUTS["survey_columns"].personal
    return (
        frozenset(map(_words_of, words["polite"])),
        tuple(map(_words_of, words["anywhere"])),
        frozenset(map(_words_of, words["whole"])),
    )


def _words_of(header: str) -> str:
    return " ".join(re.findall(r"\w+", normal_header(header)))
