"""Words of a source → codes of the store, from formats/vocabulary.toml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from intake.headers import normal_header
from intake.values import by_unique, spread

SHIPPED = Path(__file__).with_name("formats") / "vocabulary.toml"


class Coded(NamedTuple):
    """Codes by row (missing where there is no word or it says nothing) and where the word is not in the vocabulary."""

    codes: pd.Series
    unknown: pd.Series


@cache
def _sections() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


@cache
def every_word(what: str) -> dict[str, str]:
    """Normalised word → code, of all sections; the first one that knows a word counts."""
    found: dict[str, str] = {}
    for section in _sections():
        found = vocabulary(section, what) | found
    return found


@cache
def vocabulary(section: str, what: str) -> dict[str, str]:
    """Normalised word → code. `what`: state, outcome, importance or reaction; empty when the section has none."""
    words = _sections().get(section, {}).get(what, {})
    return {normal_header(word): code for word, code in words.items()}


def coded(words: pd.Series, section: str, what: str, own: Mapping[str, str] | None = None) -> Coded:
    """Translate a column of words. `own`: words of the layout itself, which win."""
    known = vocabulary(section, what) | {normal_header(word): code for word, code in (own or {}).items()}
    positions, unique = by_unique(words)
    found = [known.get(normal_header(str(word))) for word in unique.tolist()]
    codes = spread(positions, pd.Series([code or None for code in found], dtype="str"), words.index)
    missing = np.append(np.array([code is None for code in found], dtype=bool), False)  # -1, no word, takes the last
    return Coded(codes, pd.Series(missing[positions], index=words.index))
