"""A thread beside the dashboard that does something again and again until it is told to stop."""

import threading
from collections.abc import Callable


class Beside:
    """`run` gets an event, and ends soon after it is set."""

    def __init__(self, name: str, run: Callable[[threading.Event], None]) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=run, args=(self._stop,), name=name, daemon=True)

    def start(self) -> "Beside":
        """Begin."""
        self._thread.start()
        return self

    def stop(self, timeout: float = 5) -> None:
        """Let it end; what hangs does not keep the dashboard."""
        self._stop.set()
        self._thread.join(timeout)
