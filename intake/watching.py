"""Takes files from a folder as they are completed, loads them, and puts them away with their reports.

A file is complete when its size and time have stood still for a while. It goes to `done/` or `failed/`, its report
(`NAME.report.json`) beside it. The report is written first and the file moved last, and a file loaded twice changes
nothing: whoever kills this in between loses nothing.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intake.hand_over import SIDECARS, NotReached, Refused, Store
from intake.report import ImportReport

SETTLE_SECONDS = 2.0
SHORTEST_PAUSE = 0.02
UNFINISHED = (".part", ".partial", ".tmp", ".crdownload", ".download", ".filepart")
DONE, FAILED = "done", "failed"


@dataclass
class Watched:
    """One folder. `settle`: seconds a file has to stand still; `clock`: the time of files, in seconds."""

    folder: Path
    settle: float = SETTLE_SECONDS
    clock: Callable[[], float] = time.time
    _last: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def complete(self) -> list[Path]:
        """Files that have stood still; companions of shapefiles are taken with them, not alone."""
        found = [path for path in sorted(self.folder.iterdir()) if _is_wanted(path)]
        seen = {path: _stamp(path) for path in found}
        still = [path for path in found if seen[path] is not None and self._stands_still(path, seen[path])]
        self._last = {path: stamp for path, stamp in seen.items() if stamp is not None}
        return still

    def pause(self, longest: float) -> float:
        """Seconds until the next look: no longer than the youngest file needs to have stood still."""
        ages = (self.clock() - stamp[1] / 1e9 for stamp in self._last.values())
        return min([longest, *(max(self.settle - age, SHORTEST_PAUSE) for age in ages if age < self.settle)])

    def waiting(self) -> bool:
        """Whether there are files that are not complete yet."""
        return any(_is_wanted(path) for path in self.folder.iterdir())

    def _stands_still(self, path: Path, stamp: tuple[int, int] | None) -> bool:
        """Unchanged since the last look, or older than the time to settle: as after a restart."""
        assert stamp is not None
        age = self.clock() - stamp[1] / 1e9
        return stamp[0] > 0 and age >= self.settle and self._last.get(path, stamp) == stamp

    def take(self, store: Store, files: list[Path], load: Callable[[Path], ImportReport]) -> list[dict[str, Any]]:
        """Load the files in the order in which they build on each other, then put them away; returns their reports.

        A file stays where it is when the store could not be reached.
        """
        taken: list[tuple[Path, str, dict[str, Any]]] = []
        for path in store.in_order(files):
            try:
                taken.append((path, DONE, load(path).as_json()))
            except NotReached as error:
                taken.append((path, "", {"file": path.name, "error": str(error)}))
            except Refused as error:
                taken.append((path, FAILED, {"file": path.name, "error": str(error)}))
        for path, where, report in taken:
            if where:
                _put_away(path, self.folder / where, report)
        return [report for _, _, report in taken]


def _is_wanted(path: Path) -> bool:
    name = path.name.lower()
    return path.is_file() and not name.startswith((".", "~")) and not name.endswith((*UNFINISHED, *SIDECARS))


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size and time; None for a file that has gone."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return None
    return about.st_size, about.st_mtime_ns


def _put_away(path: Path, folder: Path, report: dict[str, Any]) -> None:
    folder.mkdir(exist_ok=True)
    target = _free(folder / path.name)
    written = target.with_name(f"{target.name}.report.json")
    made = written.with_name(f".{written.name}")
    made.write_text(json.dumps(report, ensure_ascii=False, indent=2), encoding="utf-8")
    made.replace(written)
    for suffix in SIDECARS if path.suffix.lower() == ".shp" else ():
        if (side := path.with_suffix(suffix)).is_file():
            side.replace(target.with_suffix(suffix))
    path.replace(target)


def _free(target: Path) -> Path:
    """The name, or the next free one: a file of the same name may have come last week."""
    number = 1
    free = target
    while free.exists():
        number += 1
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
    return free
