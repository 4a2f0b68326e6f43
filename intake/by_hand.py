"""What an administrator does on the Data page, on the dashboard's own store: load, take back, say what a name means.

A file is loaded in a thread of its own: whoever closes the page, or clicks elsewhere, does not break the import off.
"""

import contextlib
import logging
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from intake.batches import ONE_WRITER, Imported, read_imported, stored_report
from intake.clerk import workbook
from intake.hand_over import SIDECARS, OwnStore
from intake.headers import LayoutUnknown
from intake.layout import Layout
from intake.load import known_layouts, load_file
from intake.matching import Names, Suggestion, add_alias
from intake.records import RECORD_LAYOUTS
from intake.reference.reforms_by_hand import ReformRefused, enter_by_hand, take_back_by_hand
from intake.report import FileRefused, ImportReport
from intake.scratch import scratch_folder
from intake.undo import CannotUndo, Undone, undo_batch
from store.engine import open_store

__all__ = [
    "CannotUndo",
    "ImportReport",
    "Job",
    "Options",
    "Outcome",
    "ReformRefused",
    "StoreBusy",
    "Suggestion",
    "Undone",
    "Upload",
    "known_layouts",
]

PATIENCE_SECONDS = 5.0  # how long a click waits for a file that is being loaded
LEAST_ALIKE = 50  # of 100; below that a suggestion is noise: a code is not like any name
log = logging.getLogger(__name__)
_ONE_AFTER_THE_OTHER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="load by hand")


@dataclass(frozen=True)
class Options:
    """What a file may leave open; None: as recognised. See `intake.load.load_file`."""

    layout: str | Layout | None = None
    region: str | None = None
    crs: str | None = None


@dataclass(frozen=True)
class Outcome:
    """One file: its report, or why it was refused. `unknown`: because no layout tells what its columns are."""

    file: str
    report: ImportReport | None = None
    refusal: str | None = None
    unknown: bool = False


class Upload:
    """Uploaded files, which lie in a folder only while somebody works on them: a session may be left open for days."""

    def __init__(self, files: Iterable[tuple[str, bytes]]) -> None:
        """`files`: (name, content)."""
        self._files = {Path(name).name: content for name, content in files}

    @contextlib.contextmanager
    def folder(self) -> Iterator[Path]:
        """The folder with all of them; it goes at the end."""
        with scratch_folder("svodka-upload-") as folder:
            for name, content in self._files.items():
                (folder / name).write_bytes(content)
            yield folder


def _to_load(folder: Path) -> list[Path]:
    """The files to load, companions of shapefiles left out; reference files first."""
    found = [path for path in sorted(folder.iterdir()) if path.suffix.lower() not in SIDECARS]
    return OwnStore(open_store()).in_order(found)


@dataclass
class Job:
    """Loading in the background: look at `file`, `done_rows`, `all_rows` while it runs, at `outcomes()` afterwards.
    `only`: one file of the upload.
    """

    upload: Upload
    options: Options
    dry_run: bool
    only: str | None = None
    file: str = ""
    done_rows: int = 0
    all_rows: int | None = None
    _future: Future[list[Outcome]] | None = field(default=None, repr=False)

    def start(self, wait: float = 0) -> "Job":
        """Begin, and wait up to that many seconds for a quick end."""
        self._future = _ONE_AFTER_THE_OTHER.submit(self._run)
        with contextlib.suppress(TimeoutError):
            self._future.result(timeout=wait)
        return self

    @property
    def is_done(self) -> bool:
        return self._future is not None and self._future.done()

    def outcomes(self) -> list[Outcome]:
        """A row for each file; waits for the end."""
        assert self._future is not None, "the job was not started"
        return self._future.result()

    def _run(self) -> list[Outcome]:
        with self.upload.folder() as folder:
            files = [folder / self.only] if self.only else _to_load(folder)
            return [self._load(path) for path in files]

    def _load(self, path: Path) -> Outcome:
        self.file, self.done_rows, self.all_rows = path.name, 0, None
        options = self.options
        try:
            report = load_file(
                path,
                engine=open_store(),
                layout=options.layout,
                region=options.region,
                crs=options.crs,
                dry_run=self.dry_run,
                progress=self._show,
            )
        except FileRefused as refused:
            return Outcome(path.name, refusal=str(refused), unknown=isinstance(refused, LayoutUnknown))
        except Exception as error:
            log.exception("loading %s by hand failed", path.name)
            why = f"{path.name}: the import failed and changed nothing ({type(error).__name__}). The log says more."
            return Outcome(path.name, refusal=why)
        return Outcome(path.name, report=report)

    def _show(self, done: int, total: int | None) -> None:
        self.done_rows, self.all_rows = done, total


class StoreBusy(Exception):
    """A file is being loaded, which may take minutes: nothing was changed."""


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Nobody else writes meanwhile. Raises StoreBusy."""
    if not ONE_WRITER.acquire(timeout=PATIENCE_SECONDS):
        raise StoreBusy
    try:
        yield
    finally:
        ONE_WRITER.release()


@contextlib.contextmanager
def _writing() -> Iterator[Connection]:
    """A transaction while nobody else writes. Raises StoreBusy."""
    with _alone(), open_store().begin() as connection:
        yield connection


def take_back(batch: int) -> Undone:
    """Take an import back. Raises CannotUndo, which says why not, or StoreBusy."""
    with _alone():
        return undo_batch(open_store(), batch)


def report_workbook(batch: int, language: str) -> bytes:
    """The report of an import of the history as a workbook for the clerk (see `intake.clerk`)."""
    with open_store().connect() as connection:
        return workbook(stored_report(connection, batch), language)


def imported(batch: int) -> Imported | None:
    """An import of the history with its report; None where there is none of that number."""
    with open_store().connect() as connection:
        return read_imported(connection, batch)


def suggestions(kind: str, names: Sequence[tuple[str, str | None]], limit: int = 4) -> list[list[Suggestion]]:
    """For each (name, region) the known ones that are somewhat like it, best first, for a person to choose from."""
    with open_store().connect() as connection:
        known = Names.load(connection)
    near = (known.suggest(name, kind, region, limit) for name, region in names)
    return [[one for one in found if one.score >= LEAST_ALIKE] for found in near]


def give_alias(kind: str, region: str | None, name: str, target: str) -> int:
    """Remember what a name means and give it to the cases that bear it; returns how many changed. Raises StoreBusy."""
    with _writing() as connection:
        return add_alias(connection, kind, region, name, target)


def enter_reform(old: str, new: str, day: date, instead: bool = False) -> None:
    """Say what became of a municipality and when, or (`instead`) say it anew. Raises ReformRefused or StoreBusy;
    nothing changes then.
    """
    with _writing() as connection:
        enter_by_hand(connection, old, new, day, instead=instead)


def forget_reform(old: str) -> int:
    """The municipality stands as if no reform had ended it; returns how many cases are counted there again. Raises
    ValueError where it stands already, and StoreBusy.
    """
    with _writing() as connection:
        return take_back_by_hand(connection, old)


def record_layouts() -> tuple[str, ...]:
    """Names of the layouts without cases whose imports can be taken back too."""
    return (*RECORD_LAYOUTS, "reforms")
