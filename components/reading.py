"""Who read the texts that a page shows many of at once: one line in the log for each page shown."""

import json
from collections.abc import Iterable

import streamlit as st

from components import link
from queries import desk
from queries.scope import Scope


def log_texts(scope: Scope, where: str, typed: str, ids: Iterable[str]) -> None:
    """Write down who read which texts, and what was asked for them; a redraw of the same texts is no other reading.

    The subject is JSON: where (the page), q (what was searched), filters (of the link), ids (of the cases).
    """
    told = list(dict.fromkeys(ids))
    if not told or not scope.may_read_text:
        return
    asked = {"where": where, "q": typed, "filters": link.shared(), "ids": told}
    subject = json.dumps(asked, ensure_ascii=False, sort_keys=True)
    if st.session_state.get(f"texts_read_{where}") != (scope.who, subject):
        desk.record("read_texts", scope.who, scope.role, subject)
        st.session_state[f"texts_read_{where}"] = (scope.who, subject)
