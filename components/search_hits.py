"""What a search found, with the words around each hit; and how the search was read."""

import re
from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analysis.search_query import Note, excerpt, parsed
from components.choosing import choose
from components.deadlines import badge
from components.labels import channel_name, state_name
from components.numbers import table_moment
from components.words import N_, _, name
from queries.clock import Clock
from queries.scope import Scope
from queries.search import Pieces, notes

LISTS = {"words": N_("With the words found"), "table": N_("As a table")}
NOTES = {
    "unclosed_quote": N_("The quote is not closed: everything after it was read as one phrase."),
    "unknown_field": N_(
        "There is no field “{piece}”: it was read as a word. Fields: topic, district, agency, channel, address, "
        "number, text, reply."
    ),
    "empty_field": N_("Nothing stands after “{piece}”: it was left out."),
    "too_many": N_("Only the first {piece} words and phrases were looked for."),
    "too_long": N_("Words were read to their first {piece} letters."),
    "long_phrase": N_("Of words in a row the first {piece} were looked for."),
    "beginning": N_("In texts a beginning takes three letters or more: “{piece}” was read as a word."),
    "nothing": N_("There is no word in this search, so nothing was looked for."),
    "no_texts": N_("Your role searches numbers, topics and addresses: the texts were not looked in."),
}
HELP = N_(
    "Words are found in any form: “яма” finds “ямы”. Also: “нет воды” in quotes as written, -word leaves out, отопл* "
    "begins so, and fields: topic: district: agency: channel: address: number: text: reply:"
)
_SIGNS = "\\`*_{}[]()<>#+!|~:$"


def explain(typed: str, scope: Scope) -> None:
    """What of the search was not understood, and what was not looked in, one line each."""
    for note in notes(typed, scope):
        st.caption(_explained(note))


def _explained(note: Note) -> str:
    return _(NOTES[note.kind]).format(piece=plain(note.piece))


def with_words(scope: Scope, typed: str) -> bool:
    """Whether the list shows the words found: those who search and may read texts choose, the link keeps it."""
    return (
        bool(typed.strip())
        and scope.may_read_text
        and choose("list", _("List"), {code: _(words) for code, words in LISTS.items()}) == "words"
    )


def draw(rows: pd.DataFrame, told: Mapping[str, tuple[str, Pieces]], typed: str, clock: Clock) -> str | None:
    """Each case with its excerpt; returns the id of the one that was clicked."""
    wanted = None
    for row in rows.to_dict("records"):
        with st.container(gap="xxsmall"):
            with st.container(horizontal=True, vertical_alignment="center"):
                title = name(row, "topic") or _("Without a topic")
                filed = "" if pd.isna(row["filed_at"]) else table_moment(row["filed_at"], row["precision"], clock.zone)
                if st.button(_marked(title, typed), key=f"hit_{row['id']}", type="tertiary", icon=":material/article:"):
                    wanted = str(row["id"])
                parts = (channel_name(row["channel"]), f"№\u00a0{row['source_number']}", filed, name(row, "district"))
                st.markdown(f"{_state(row)} :gray[{plain(' · '.join(part for part in parts if part))}]")
            st.markdown(_excerpt(*told.get(str(row["id"]), ("", []))))
    return wanted


def _state(row: Mapping[object, object]) -> str:
    state = str(row["deadline_state"])
    return (
        badge(state)
        if state in ("overdue", "due_soon", "replied_late")
        else f":gray-badge[{state_name(str(row['state']))}]"
    )


def _excerpt(where: str, pieces: Pieces) -> str:
    """The excerpt with its hits bold, as Markdown in which nothing of the text is formatting."""
    said = "".join(_bold(piece) if hit else plain(piece) for piece, hit in pieces)
    if where == "reply":
        return f":gray[{_('Reply')}:] {said}"
    return re.sub(r"^(\d*)([-.)])", r"\1\\\2", said)  # "1." and "-" would begin a list


def _marked(title: str, typed: str) -> str:
    """A title with the words that were looked for bold."""
    own = (term for term in parsed(typed).terms if not term.negated and term.field in (None, "topic"))
    pieces = excerpt(title, tuple(own), len(title))
    return "".join(_bold(piece) if hit else plain(piece) for piece, hit in pieces)


def _bold(words: str) -> str:
    return f"**{plain(words)}**"


def plain(text: str) -> str:
    """Text inside Markdown: its signs are not formatting."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in text)
