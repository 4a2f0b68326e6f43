"""Independent questions asked at once: while the engine counts for one, Python makes the frame of another."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import current_thread
from typing import Any

from streamlit.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

WORKERS = 2  # more would only wait for one another: Python computes one thing at a time


def all_at_once(*questions: Callable[[], Any]) -> list[Any]:
    """The answers in the order of the questions, which draw nothing. Raises what one of them raised."""
    context = get_script_run_ctx(suppress_warning=True)
    with ThreadPoolExecutor(WORKERS, initializer=lambda: add_script_run_ctx(current_thread(), context)) as workers:
        return list(workers.map(lambda question: question(), questions))


def each_at_once(keys: Iterable[str], question: Callable[[str], Any]) -> dict[str, Any]:
    """The answers to one question about each of the keys."""
    named = list(keys)
    return dict(zip(named, all_at_once(*(lambda key=key: question(key) for key in named)), strict=True))
