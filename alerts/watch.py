"""A round every minute, beside the dashboard or as a program of its own; the rules are read anew for each."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alerts.round import look_all, wall
from alerts.rules import BadRules, read_rules, rules_file
from alerts.sending import send
from components.beside import Beside
from queries.question import Question
from queries.remote import ask

log = logging.getLogger(__name__)
PAUSE_SECONDS = 60
SIGNALS_SECONDS = 300  # signals of a large store take seconds to compute: they are asked for so often


class Sparing:
    """Asks, but about signals only every few minutes; between, the last answer stands."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}

    def __call__(self, asked: Question) -> dict[str, Any]:
        """The answer. Raises what `queries.remote.ask` raises."""
        if asked.about != "spikes":
            return ask(asked)
        now = self._clock()
        self._kept = {key: kept for key, kept in self._kept.items() if now - kept[0] < SIGNALS_SECONDS}
        key = repr(asked)
        if key not in self._kept:
            self._kept[key] = (now, ask(asked))
        return self._kept[key][1]


class Watch:
    """Looks until told to stop. An error is logged, a bad file once for each thing wrong with it."""

    def __init__(self, file: Path) -> None:
        self._file, self._said, self._ask = file, "", Sparing()

    def run(self, stop: threading.Event) -> None:
        """Rounds until `stop` is set."""
        while not stop.is_set():
            self.look()
            stop.wait(PAUSE_SECONDS)

    def look(self) -> None:
        """One round."""
        wrong = ""
        try:
            look_all(read_rules(self._file), self._ask, send, wall())
        except BadRules as error:
            wrong = str(error)
            if wrong != self._said:
                log.error("no alerts: %s", wrong)
        except Exception:
            log.exception("the alerts go on after an error")
        self._said = wrong


def start_alerts() -> Beside | None:
    """Start looking when the region has named a file of rules; keep what is returned to stop it."""
    file = rules_file()
    return None if file is None else Beside("alerts", Watch(file).run).start()
