"""Columns that hold names, telephones or addresses of people: by their header and by what stands in them."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.compute as pc

from analysis.columns import arrow
from analysis.masking import masked
from intake.headers import normal_header

WORDS = Path(__file__).with_name("header_words.toml")
ENOUGH = 0.3  # of the values are nothing but a personal detail
# RE2, as in analysis.masking. Not the feminine surnames alone: they are spelled like streets (Кирова, Ленина).
_INITIALS = r"\p{Lu}\p{Ll}[\p{L}-]*\s+\p{Lu}\.\s?(?:\p{Lu}\.)?|\p{Lu}\.\s?\p{Lu}\.\s?\p{Lu}\p{Ll}[\p{L}-]*"
_WORD, _ENDING = r"\p{Lu}\p{Ll}+", r"(?:ов|ев|ёв|ин|ын|енко)"
_TWO_WORDS = rf"{_WORD}{_ENDING}\s+{_WORD}|{_WORD}\s+{_WORD}{_ENDING}"
_LATIN_ENDING = r"(?:ova?|eva?|enko)"
_LATIN = rf"(?i:[a-z]+{_LATIN_ENDING}\s+[a-z]+|[a-z]+\s+[a-z]+{_LATIN_ENDING})"
_DETAIL = (
    r"^(?:\[(?:имя|телефон|e-mail|СНИЛС|паспорт|номер карты|упоминание|ссылка)\]"
    rf"|{_INITIALS}|{_TWO_WORDS}|{_LATIN})$"
)
_BETWEEN, _HUMP = re.compile(r"[\W_]+"), re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")


@cache
def header_words() -> dict[str, Any]:
    """The table of words: fields, personal, state, outcome, importance."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


def names_a_person(header: str) -> bool:
    """«ФИО исполнителя», «Номер телефона», «applicant_phone», «Vorname» …: such a column is never loaded, but for a
    hash of it.
    """
    anywhere, whole = _personal()
    text = _words_of(header)
    return text in whole or any(word in text for word in anywhere)


def holds_people(values: pd.Series) -> bool:
    """Whether many of the texts are nothing but a name, a telephone number, an e-mail address or a document."""
    known = values.dropna().drop_duplicates().head(300)
    if known.empty:
        return False
    found = pc.match_substring_regex(arrow(masked(known)), _DETAIL)
    return bool(pc.mean(found).as_py() >= ENOUGH)


@cache
def _personal() -> tuple[tuple[str, ...], frozenset[str]]:
    words = header_words()["personal"]
    return tuple(map(_words_of, words["anywhere"])), frozenset(map(_words_of, words["whole"]))


def _words_of(header: str) -> str:
    """The words of a header with a blank before, between and behind: « номер телефона »."""
    return f" {_BETWEEN.sub(' ', normal_header(_HUMP.sub(' ', header))).strip()} "
