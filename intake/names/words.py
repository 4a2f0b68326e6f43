"""The word lists of ``words.toml``, read once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from intake.names.normal import normalise

_FILE = Path(__file__).with_name("words.toml")


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def district_words() -> tuple[tuple[tuple[str, ...], str], ...]:
    """(words, kind) of municipalities, longest first: (("городской", "округ", "город"), "city"), …"""
    lists = _lists()["district"]
    pairs = [(tuple(spelling.split()), kind) for kind, spellings in lists.items() for spelling in spellings]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _codes(section: str) -> dict[str, str]:
    return {normalise(spelling): code for code, spellings in _lists()[section].items() for spelling in spellings}


def district_kind(text: str) -> str | None:
    """The store's code of a kind of municipality: «Муниципальный район» → municipal_raion; None when unknown."""
    return _codes("district_kind").get(normalise(text))


def agency_kind(text: str) -> str | None:
    """The store's code of a kind of organisation: «Администрация муниципалитета» → municipality; None when unknown."""
    return _codes("agency_kind").get(normalise(text))


def stated_by(kind: str | None) -> str | None:
    """Which kind word a district of this code would state: municipal_raion → raion."""
    return _lists()["stated_by"].get(kind) if kind else None


def legal_forms() -> dict[str, str]:
    """Legal forms written out → abbreviated, in normal form, longest first."""
    return _lists()["legal_form"]
