"""What a layout file of the region's own may say: every mistake is told with its key, its value and the cure."""

import re
import warnings
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from intake.layout import OWN_FIELDS, STABLE
from intake.moments import EPOCHS
from intake.personal import names_a_person
from intake.report import FileRefused
from store.reference import read_reference

KEYS = ("title", "channel", "precision", "dates", "columns", "required", "words")
PRECISIONS = ("day", "minute")
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")  # also the beginning of case ids and a part of links
MEANINGS: Mapping[str, tuple[str, ...]] = {
    "state": ("new", "moderation", "routing", "in_progress", "postponed", "answered", "reopened", "declined",
              "withdrawn"),
    "outcome": ("solved", "explained", "refused", "redirected", ""),
    "importance": ("high", "ordinary", "dm", "study"),
}  # fmt: skip
# Cures; the page Data says them in its language.
UNKNOWN_KEY = "there is no such key; docs/intake.md lists them"
MISSING = "this key is missing: add it"
NO_TEXT = "a text is wanted; put numbers, yes and no into quotes"
NO_TABLE = "a table of names and values is wanted"
NO_FIELD = "there is no such field; docs/intake.md lists them"
NO_COLUMN = "write a header, a list of headers, or name, aliases and occurrence"
NO_MEANING = "there is no such meaning; docs/intake.md lists them"
NO_NAME = "small Latin letters, figures and _ are wanted, 2 to 40 of them, a letter first"
NO_DATE = "write it like %d.%m.%Y %H:%M, or epoch, or epoch_ms"
NO_PRECISION = "write day or minute; a channel that is shipped has its own"
NOT_REQUIRED = "only fields of the key columns can be required"
PERSONAL = "such a column holds names, phones or addresses of people: leave it out, or make it the field applicant"
NO_KEY = "nothing here tells one row from another: add number, or a date of filing, a topic, a place or the text"
NO_HOURS = "epoch says hours, and this channel is known by days: leave the dates out, or take another channel"
TAKEN = "a channel that is shipped has this name: take another name, or choose that channel"
ENDING = "a layout file ends in .yaml: rename the file"
SHIPPED = "a layout that is shipped has this name: rename the file"


def checked(file: Path, written: Any, taken: Iterable[str] = ()) -> dict[str, Any]:
    """The keys of a layout file, each as it should be. `taken`: names of shipped layouts. Raises FileRefused."""
    said = dict(_table(file, "columns", written))
    for key in said:
        if key not in KEYS:
            refuse(file, key, "", UNKNOWN_KEY)
    for key in ("title", "channel", "columns"):
        if not said.get(key):
            refuse(file, key, "", MISSING)
    if not NAME.fullmatch(file.stem):
        refuse(file, "name", file.stem, NO_NAME)
    if file.stem in taken:
        refuse(file, "name", file.stem, SHIPPED)
    if not isinstance(said["title"], str):
        refuse(file, "title", said["title"], NO_TEXT)
    said["precision"] = _precision(file, said)
    _check_columns(file, said["columns"])
    _check_dates(file, said)
    for field in _listed(file, "required", said.get("required")):
        if not isinstance(field, str) or field not in said["columns"]:
            refuse(file, "required", field, NOT_REQUIRED)
    _check_words(file, said.get("words"))
    return said


def _precision(file: Path, said: Mapping[str, Any]) -> str:
    """Of a channel that is shipped its own; of others what the file says, minute as a rule."""
    channel, precision = said["channel"], said.get("precision")
    if not isinstance(channel, str) or not NAME.fullmatch(channel):
        refuse(file, "channel", channel, NO_NAME)
    known = shipped_channels().get(channel)
    if precision is None:
        return known or "minute"
    if precision not in PRECISIONS or (known or precision) != precision:
        refuse(file, "precision", precision, NO_PRECISION)
    return str(precision)


@cache
def shipped_channels() -> dict[str, str]:
    """Code → precision of the channels that are shipped."""
    return {row["code"]: row["precision"] for row in read_reference()["channel"]}


def _check_columns(file: Path, columns: Any) -> None:
    for field, said in _table(file, "columns", columns).items():
        key = f"columns.{field}"
        if field not in OWN_FIELDS:
            refuse(file, key, "", NO_FIELD)
        for header in _headers(file, key, said):
            if field != "applicant" and names_a_person(header):
                refuse(file, key, header, PERSONAL)
    if not {"number", *STABLE} & set(columns):
        refuse(file, "columns", ", ".join(columns), NO_KEY)


def _headers(file: Path, key: str, said: Any) -> list[str]:
    """All headers of one field."""
    if isinstance(said, Mapping):
        if set(said) - {"name", "aliases", "occurrence"} or not _counts(said.get("occurrence", 1)):
            refuse(file, key, said, NO_COLUMN)
        said = [said.get("name"), *_listed(file, key, said.get("aliases"))]
    headers = said if isinstance(said, list) else [said]
    if not headers or not all(isinstance(header, str) and header.strip() for header in headers):
        refuse(file, key, said, NO_COLUMN)
    return headers


def _counts(occurrence: Any) -> bool:
    return isinstance(occurrence, int) and not isinstance(occurrence, bool) and occurrence > 0


def _table(file: Path, key: str, said: Any) -> Mapping[Any, Any]:
    if not isinstance(said, Mapping):
        refuse(file, key, said, NO_TABLE)
    return said


def _listed(file: Path, key: str, said: Any) -> list[Any]:
    if said is None:
        return []
    if not isinstance(said, list):
        refuse(file, key, said, NO_TEXT)
    return said


def _check_dates(file: Path, said: Mapping[str, Any]) -> None:
    written = said.get("dates")
    if isinstance(written, str) and written in EPOCHS:
        if said["precision"] == "day":
            refuse(file, "dates", written, NO_HOURS)
    elif written is not None and not is_pattern(written):
        refuse(file, "dates", written, NO_DATE)


def is_pattern(written: Any) -> bool:
    """Whether a date can be written and read by this strptime pattern, with year, month and day."""
    if not isinstance(written, str) or "%" not in written:
        return False
    day = pd.Timestamp("2026-11-22 13:14:15", tz="UTC")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read = pd.to_datetime(day.strftime(written), format=written)
    except (ValueError, TypeError, re.error):
        return False
    return bool(read.date() == day.date())


def _check_words(file: Path, words: Any) -> None:
    for what, known in _table(file, "words", {} if words is None else words).items():
        key = f"words.{what}"
        if what not in MEANINGS:
            refuse(file, key, "", UNKNOWN_KEY)
        for word, meaning in _table(file, key, known).items():
            if not isinstance(word, str):
                refuse(file, key, word, NO_TEXT)
            if meaning not in MEANINGS[what]:
                refuse(file, f"{key}.{word}", meaning, NO_MEANING)


def refuse(file: Path, key: Any, value: Any, cure: str) -> NoReturn:
    """The one sentence in which a mistake of a layout file is told."""
    raise FileRefused(f"Layout {file.name}, key «{key}», value «{str(value)[:80] or '–'}»: {cure}.")
