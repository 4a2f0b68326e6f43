"""A page that lives outlives a run that failed: it says so calmly, with the time of the data seen last, and tries again
by itself.
"""

import logging
from collections.abc import Callable
from functools import wraps
from itertools import count
from typing import ParamSpec

import streamlit as st

from components import pulse
from components.words import _
from queries import cached

RETRY_SECONDS = 5
_LIVES = "recovery_lives"
P = ParamSpec("P")
_log = logging.getLogger(__name__)


def lives(is_alive: bool) -> None:
    """Whether what is drawn from here on is a page that nobody reloads."""
    st.session_state[_LIVES] = is_alive


def outlived(draw: Callable[[], None]) -> None:
    """Draw; where that fails on a page that lives, look again by itself and have the whole page drawn anew as soon as
    the store answers. Elsewhere raises what was raised: somebody sits there and can act.
    """
    try:
        draw()
    except Exception:
        if not st.session_state.get(_LIVES):
            raise
        _say()
        _look_again()


def ticking(draw: Callable[P, None]) -> Callable[P, None]:
    """For a fragment that is drawn again at its next tick anyway."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            draw(*args, **kwargs)
        except Exception:
            _say()

    return drawn


def _say() -> None:
    """What happened is for the log; whoever looks at the screen learns how old is what was seen last."""
    _log.exception("a page that lives could not be drawn; it tries again by itself")
    words = _("This could not be refreshed; the page tries again by itself in a few seconds.")
    if (last := pulse.last()) is not None:
        until = pulse.data_time(last.answer.channels, last.answer.clock)
        words += " " + _("Seen last: data until {moment}.").format(moment=until)
    st.warning(words, icon=":material/sync_problem:")


def _look_again() -> None:
    runs = count()

    @st.fragment(run_every=RETRY_SECONDS)
    def again() -> None:
        if next(runs) == 0:  # the first run belongs to the draw that failed
            return
        try:
            cached.version()
        except Exception:  # whatever the store's engine raised: the next look comes by itself
            return
        st.rerun(scope="app")

    again()
