"""A long list is looked through page by page, each of them beginning at a cursor, until another question is asked."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TypeVar

import streamlit as st

from components.words import _
from queries.cases import CasePage
from queries.queue import QueuePage

P = TypeVar("P", CasePage, QueuePage)


@dataclass
class Pages:
    """How far somebody is in the answer to a question: the cursors of the pages turned to, and which row of the page in
    sight is in hand.
    """

    name: str
    question: Hashable
    passed: list[str] = field(default_factory=list)
    row: int = 0

    @property
    def cursor(self) -> str | None:
        """Where the page in sight begins."""
        return self.passed[-1] if self.passed else None

    def in_sight(self, ask: Callable[[str | None], P]) -> P:
        """The page that begins at the cursor; of a list that has grown shorter the last one that holds anything."""
        page = ask(self.cursor)
        while page.rows.empty and self.passed:
            self.turn(None)
            page = ask(self.cursor)
        return page

    def turn(self, to: str | None) -> None:
        """To the page that begins at this cursor, or one back."""
        self.row = 0
        if to is None:
            self.passed.pop()
        else:
            self.passed.append(to)

    def buttons(self, following: str | None, between: str = "") -> None:
        """What turns the page: back, and on to the cursor `following` where there is one; words `between` the two."""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(_("Back"), key=f"{self.name}_back", disabled=not self.passed, on_click=self.turn, args=(None,),
                      icon=":material/chevron_left:")  # fmt: skip
            if between:
                st.markdown(between, width="content")
            st.button(_("Next"), key=f"{self.name}_next", disabled=following is None, on_click=self.turn,
                      args=(following,), icon=":material/chevron_right:", icon_position="right")  # fmt: skip


def pages_of(name: str, question: Hashable) -> Pages:
    """How far somebody is in the list `name`: on its first page when another question was asked before."""
    kept = st.session_state.get(f"{name}_turned")
    if kept is None or kept.question != question:
        st.session_state[f"{name}_turned"] = kept = Pages(name, question)
    return kept
