"""What is made once for all who look at the same: forty open maps of a region need not be drawn up forty times."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import streamlit as st

from queries import cached

R = TypeVar("R")
MOST_VARIANTS = 200
_of: list[str] = [""]  # the edition of the data that everything kept was made of


def once(question: str, make: Callable[[], R]) -> R:
    """What `make` returns, the very same object for everybody who asks the same of the same data: nobody may change
    it. `question` says everything that it depends on, the rights of who asks among it.
    """
    edition = cached.edition()
    if _of[0] != edition:
        _of[0] = edition
        _once.clear()
    made: R = _once(edition, question, make)
    return made


@st.cache_resource(ttl=cached.AGE, max_entries=60, show_spinner=False)
def _once(edition: str, question: str, _make: Callable[[], R]) -> R:
    return _make()


def variant(kept: dict[Hashable, Any], key: Hashable, make: Callable[[], R]) -> R:
    """What `make` returns, made once for a `key` and `kept` with what it was made of; some of them at most."""
    if key in (some := dict(kept)):  # others may clear it at any moment
        found: R = some[key]
        return found
    made = make()
    if len(kept) >= MOST_VARIANTS:
        kept.clear()
    kept[key] = made
    return made
