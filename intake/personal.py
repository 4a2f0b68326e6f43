"""Columns that hold names, telephones or addresses of people: by their header and by what stands in them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from intake.headers import normal_header
from intake.masking import masked

WORDS = Path(__file__).with_name("header_words.toml")
ENOUGH = 0.3  # of the values are nothing but a personal detail
_DETAIL = r"\[(?:имя|телефон|e-mail|СНИЛС|паспорт|номер карты|упоминание|ссылка)\]"


@cache
def header_words() -> dict[str, Any]:
    """The table of words: fields, personal, state, outcome, importance."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@cache
def _personal() -> tuple[tuple[str, ...], frozenset[str]]:
    words = header_words()["personal"]
    return tuple(map(normal_header, words["begins"])), frozenset(map(normal_header, words["whole"]))


def names_a_person(header: str) -> bool:
    """«ФИО исполнителя», «Телефон», «Vorname» …: such a column is never loaded, but for a hash of it."""
    begins, whole = _personal()
    text = normal_header(header)
    return text in whole or any(text == word or text.startswith((f"{word} ", f"{word}:")) for word in begins)


def holds_people(values: pd.Series) -> bool:
    """Whether many of the texts are nothing but a name, a telephone number, an e-mail address or a document."""
    known = values.dropna().drop_duplicates().head(300)
    if known.empty:
        return False
    return bool(masked(known).str.fullmatch(_DETAIL).mean() >= ENOUGH)
