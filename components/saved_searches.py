"""Searches kept under a name: save what is in sight, open one, delete one."""

from functools import partial

import streamlit as st

from components import link
from components.numbers import number
from components.search_hits import plain
from components.words import _
from queries import saved_searches
from queries.scope import Scope

# What a search consists of: the filters, the words, the order; not the language, the role or the open case.
KEPT = ("p", "from", "to", "ch", "tp", "d", "a", "st", "imp", "q", "box", "sort", "metric", "list")


def draw(scope: Scope) -> None:
    """The popover beside the search box."""
    with st.popover(_("Saved searches"), icon=":material/bookmark:"):
        mine = saved_searches.saved(scope)
        if mine.empty:
            st.caption(_("Nothing is saved yet. A search keeps its words, filters and order."))
        for row in mine.to_dict("records"):
            with st.container(horizontal=True, vertical_alignment="center"):
                to = partial(_open, row["link"])
                st.button(plain(row["name"]), key=f"saved_{row['id']}", type="tertiary", on_click=to)
                st.button(
                    "",
                    key=f"forget_{row['id']}",
                    type="tertiary",
                    icon=":material/delete:",
                    help=_("Delete"),
                    on_click=partial(saved_searches.forget, scope, int(row["id"])),
                )
        most = saved_searches.LONGEST_NAME
        label = _("Name of this search, {n} characters at most").format(n=number(most))
        st.text_input(label, key="saved_name", max_chars=most)
        st.button(_("Save"), key="save_search", on_click=partial(_save, scope), icon=":material/bookmark_add:")


def _save(scope: Scope) -> None:
    title = str(st.session_state.get("saved_name", "")).strip()
    if title:
        saved_searches.save(scope, title, {name: value for name in KEPT if (value := link.read(name))})
        st.session_state["saved_name"] = ""


def _open(kept: dict[str, str]) -> None:
    link.write(**dict.fromkeys(KEPT, ""), case="")
    link.write(**{name: str(value) for name, value in kept.items() if name in KEPT})
