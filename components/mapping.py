"""The questions of the wizard: what each column is, how dates are written, what the words of a status mean."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from components.field_names import BECAUSE, field_name, meaning_name
from components.import_report import escaped
from components.numbers import number, table_moment
from components.words import _, ngettext
from intake.column_facts import PATTERNS, read_moments
from intake.draft import MOMENTS, WORDS, Table
from intake.layout import OWN_FIELDS
from intake.moments import EPOCHS
from intake.own_checks import MEANINGS, is_pattern
from intake.proposal import Proposal

WORDS_ASKED = 30
_DAY = datetime(2025, 12, 31, 23, 58, 59)


def ask_columns(table: Table, key: str) -> dict[int, str]:
    """Position → field, as the person says it; the proposals stand there first."""
    chosen: dict[int, str] = {}
    for one in table.proposals:
        left, middle, right = st.columns([3, 4, 7], vertical_alignment="center", gap="small")
        left.markdown(f"**{escaped(one.header)}**")
        field = middle.selectbox(
            one.header,
            _choices(one),
            index=_choices(one).index(one.field or ""),
            format_func=field_name,
            key=f"{key}_column_{one.position}",
            label_visibility="collapsed",
        )
        right.caption(_about(table, one, field))
        if field:
            chosen[one.position] = field
    return chosen


def _choices(one: Proposal) -> list[str]:
    return ["", "applicant"] if one.because == "personal" else ["", *OWN_FIELDS]


def _about(table: Table, one: Proposal, field: str) -> str:
    """Why the field was proposed, and some of the values; nothing of people's data."""
    why = _(BECAUSE[one.because]) if field == (one.field or "") else _("chosen by you")
    if one.because == "personal":
        return why
    examples = " · ".join(escaped(example) for example in table.examples(one.position))
    return f"{why} — {examples}" if examples else f"{why} — {_('empty')}"


def twice(fields: Mapping[int, str]) -> list[str]:
    """Fields that two columns were given."""
    return [field for field, n in Counter(fields.values()).items() if n > 1]


def ask_dates(table: Table, fields: Mapping[int, str], key: str) -> str:
    """How the dates are written, with a date of the file read that way."""
    places = [place for place, field in fields.items() if field in MOMENTS]
    if not places:
        return table.dates
    patterns = [*PATTERNS, *EPOCHS]
    written = st.selectbox(
        _("How the dates are written"),
        patterns,
        index=patterns.index(table.dates),
        format_func=_pattern_name,
        accept_new_options=True,
        key=f"{key}_dates",
        help=_("Another way: type it with %d, %m, %Y, %H, %M, %S for day, month, year, hours, minutes, seconds."),
    )
    if written and written not in patterns and not is_pattern(written):
        st.error(_("“{pattern}” cannot be read: write it like %d.%m.%Y %H:%M.").format(pattern=escaped(written)))
        return table.dates
    for place in places:
        _reading(table, place, written or "")
    return written or ""


def _pattern_name(pattern: str) -> str:
    named: dict[str, str] = {
        "": _("31.12.2025 or 2025-12-31, with or without the time"),
        "epoch": _("seconds since 1970"),
        "epoch_ms": _("milliseconds since 1970"),
    }
    return named.get(pattern) or _DAY.strftime(pattern)


def _reading(table: Table, place: int, written: str) -> None:
    """«03/04/2025 5:00 PM → 04.03.2025 17:00», or that the date cannot be read."""
    known = table.values[place].dropna()
    if known.empty:
        return
    first = known.head(1)
    read = read_moments(first, written).iloc[0]
    said = _("not readable") if pd.isna(read) else table_moment(read, zone="UTC")
    st.caption(f"{escaped(table.headers[place])}: {escaped(str(first.iloc[0]))} → **{said}**")


def ask_words(table: Table, fields: Mapping[int, str], key: str) -> dict[str, dict[str, str]]:
    """state, outcome, importance → word → meaning, for the columns that hold such words."""
    return {
        WORDS[field]: _ask_meanings(table, place, WORDS[field], f"{key}_word_{place}")
        for place, field in fields.items()
        if field in WORDS
    }


def _ask_meanings(table: Table, place: int, what: str, key: str) -> dict[str, str]:
    known = table.words(place, what)
    said: dict[str, str] = {}
    st.markdown(_("What the words of “{column}” mean").format(column=escaped(table.headers[place])))
    columns: Any = st.columns(2)
    choices = [None, *MEANINGS[what]]
    for at, (word, n, proposed) in enumerate(known[:WORDS_ASKED]):
        rows = ngettext("{n} row", "{n} rows", n).format(n=number(n))
        meaning = columns[at % 2].selectbox(
            f"{escaped(word[:60])} · {rows}",
            choices,
            index=choices.index(proposed),
            format_func=lambda code: meaning_name(what, code),
            key=f"{key}_{what}_{at}",
        )
        if meaning is not None:
            said[word] = meaning
    if len(known) > WORDS_ASKED:
        more = _("and {n} rarer words: they stay unknown, and the report counts them")
        st.caption(more.format(n=number(len(known) - WORDS_ASKED)))
    return said
