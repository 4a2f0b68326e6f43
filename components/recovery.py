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

RETRY_SECONDS, LONGEST_RETRY = 5, 60
ATTENDED = 3  # failures in a row that a page bears whose reader can act; then the error is shown
_BEARS, _FAILED = "recovery_bears", "recovery_failed"
P = ParamSpec("P")
_log = logging.getLogger(__name__)


def bears(failures: float) -> None:
    """How many failures in a row the page drawn from here on outlives: the wall any number, for nobody reloads it."""
    st.session_state[_BEARS] = failures


def outlived(draw: Callable[[], None]) -> None:
    """Draw; where that fails on a page that lives, look again by itself, each time later, and have the whole page drawn
    anew as soon as the store answers. Raises what was raised when the page bears no more.
    """
    before = st.session_state.get(_FAILED, 0)
    try:
        draw()
    except Exception:
        failed = st.session_state[_FAILED] = before + 1
        if failed > st.session_state.get(_BEARS, 0):
            raise
        _say()
        _look_again(min(RETRY_SECONDS * 2 ** min(failed - 1, 8), LONGEST_RETRY))
    else:
        if st.session_state.get(_FAILED) == before:  # nor did any part of it fail
            del st.session_state[_FAILED]


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
    words = _("This could not be refreshed; the page tries again by itself.")
    if (last := pulse.last()) is not None:
        until = pulse.data_time(last.answer.channels, last.answer.clock)
        words += " " + _("Seen last: data until {moment}.").format(moment=until)
    st.warning(words, icon=":material/sync_problem:")


def _look_again(seconds: int) -> None:
    runs = count()

    @st.fragment(run_every=seconds)
    def again() -> None:
        if next(runs) == 0:  # the first run belongs to the draw that failed
            return
        try:
            cached.version()
        except Exception:  # whatever the store's engine raised: the next look comes by itself
            return
        st.rerun(scope="app")

    again()
