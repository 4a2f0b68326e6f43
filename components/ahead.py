"""What the pages need to be drawn, read before anybody asks for one: else the first who does waits for libraries."""

from contextlib import suppress
from importlib import import_module
from pathlib import Path

# The questions that `queries.cached` imports when they are asked, for their libraries take long.
SLOW = ("advisory", "effect", "formal_replies", "hotspots", "opinions", "silent", "systemic")


def read_ahead() -> None:
    """Import everything that draws, and the questions whose libraries take long."""
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem not in ("__init__", "shell"):  # the router runs when it is imported
            import_module(f"components.{file.stem}")
    for name in SLOW:
        with suppress(ImportError):  # the page that asks it says so
            import_module(f"queries.{name}")
