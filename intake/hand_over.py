"""A store to load into: opened here when nobody holds it, else reached through its owner's spool."""

import contextlib
import gc
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from tqdm import tqdm

from analysis.side_by_side import every_core
from intake import records, reference
from intake.linking import link_events
from intake.load import MEMORY, load_file
from intake.records.polls import SUMMARY
from intake.report import FileRefused, ImportReport
from intake.undo import CannotUndo, undo_batch
from store.engine import StoreHeld, StoreOutdated, open_store, store_file, store_url
from store.memory import bounded_memory, one_thread
from store.owner import read_owner
from store.spool import submit, take_answer, withdraw

PAUSE_SECONDS = 0.1
SIDECARS = (".dbf", ".shx", ".prj", ".cpg")  # a shapefile comes with its companions


def _is_part_of(path: Path, summary: Path) -> bool:
    """Whether a file is a part of the Polis export whose summary lies beside it."""
    if path == summary or not summary.is_file():
        return False
    with contextlib.suppress(FileRefused):
        found = records.recognise(path)
        return found is not None and found.layout.name.startswith("polis")
    return False


class Refused(Exception):
    """The work was not done and nothing was changed; the message says why and what to do."""


class NotReached(Refused):
    """The store could not be reached, whatever the file holds: it can be tried again."""


class Store(ABC):
    """Where files go."""

    @abstractmethod
    def load(
        self, path: Path, *, layout: str | None, region: str | None, crs: str | None, dry_run: bool
    ) -> ImportReport:
        """Load one file. Raises Refused."""

    @abstractmethod
    def undo(self, batch: int) -> dict[str, Any]:
        """Take a batch back: batch, file, removed, restored. Raises Refused."""

    @abstractmethod
    def link(self) -> dict[str, Any]:
        """Link the cases that tell of one event: cases, events, linked. Raises Refused."""

    def in_order(self, files: Sequence[Path]) -> list[Path]:
        """Reference files first, in the order in which they build on each other; cases after them as given."""
        if len(files) == 1:
            return list(files)
        order = {layout: place for place, layout in enumerate(reference.LOADING_ORDER)}
        return sorted(files, key=lambda file: order.get(reference.recognise(file) or "", len(order)))


class OwnStore(Store):
    """A store this process has open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def load(
        self, path: Path, *, layout: str | None, region: str | None, crs: str | None, dry_run: bool
    ) -> ImportReport:
        with tqdm(desc=path.name, unit=" rows", leave=False, disable=None) as bar:

            def show(done: int, total: int | None) -> None:
                bar.total = max(done, total) if total else None
                bar.update(done - bar.n)

            try:
                return load_file(
                    path, engine=self._engine, layout=layout, region=region, crs=crs, dry_run=dry_run, progress=show
                )
            except FileRefused as refused:
                raise Refused(str(refused)) from None

    def undo(self, batch: int) -> dict[str, Any]:
        try:
            return vars(undo_batch(self._engine, batch)).copy()
        except CannotUndo as refused:
            raise Refused(str(refused)) from None

    def link(self) -> dict[str, Any]:
        return dict(link_events(self._engine))


class HeldStore(Store):
    """A store that another process owns; `timeout`: seconds to wait for its answer."""

    def __init__(self, file: Path, timeout: float) -> None:
        self._file, self._timeout = file, timeout

    def load(
        self, path: Path, *, layout: str | None, region: str | None, crs: str | None, dry_run: bool
    ) -> ImportReport:
        if not path.is_file():
            raise Refused(f"{path}: no such file.")
        options = {"layout": layout, "region": region, "crs": crs, "dry_run": dry_run, "findings": True}
        companions = [side for suffix in SIDECARS if (side := path.with_suffix(suffix)) != path and side.is_file()]
        companions += [side for side in [path.with_name(SUMMARY)] if _is_part_of(path, side)]
        return ImportReport.from_json(self._ask({"do": "load", "file": path.name} | options, [path, *companions]))

    def undo(self, batch: int) -> dict[str, Any]:
        return self._ask({"do": "undo", "batch": batch}, [])

    def link(self) -> dict[str, Any]:
        return self._ask({"do": "link"}, [])

    def _ask(self, content: dict[str, Any], files: list[Path]) -> dict[str, Any]:
        request = submit(self._file, content, files)
        try:
            until = time.monotonic() + self._timeout
            while (found := take_answer(request)) is None:
                if read_owner(self._file) is None:
                    raise NotReached("The program that held the store ended before it answered. Run the command again.")
                if time.monotonic() > until:
                    raise NotReached(
                        f"The program that holds {self._file} did not answer within {self._timeout:.0f} s. Look at the "
                        f"Data page whether the file arrived; if not, try again later."
                    )
                time.sleep(PAUSE_SECONDS)
        finally:
            withdraw(request)
        if "error" in found:
            raise Refused(found["error"])
        return found


@contextmanager
def _modules_set_aside() -> Iterator[None]:
    """While inside, nobody looks for garbage among what was there before, which is modules: a look at all of them
    takes 0.1 s, and whatever makes many objects at once, as every file does, calls for one.
    """
    set_aside_before = gc.get_freeze_count()
    gc.freeze()
    try:
        yield
    finally:
        if not set_aside_before:
            gc.unfreeze()


@contextmanager
def open_for_import(url: str | None = None, timeout: float = 600) -> Iterator[Store]:
    """The store of `url` (default: DATABASE_URL), opened here or reached through its owner. Raises Refused."""
    url = url or store_url()
    until = time.monotonic() + timeout
    while True:
        try:
            engine = open_store(url)
        except StoreOutdated as outdated:
            raise NotReached(str(outdated)) from None
        except StoreHeld as held:
            file = store_file(url)
            assert file is not None
            if read_owner(file) is not None:
                yield HeldStore(file, timeout)
                return
            if time.monotonic() > until:
                raise NotReached(
                    f"{held}, and that program takes no files. Wait until it ends, or stop it, and try again."
                ) from None
            time.sleep(PAUSE_SECONDS)  # most likely another import, which ends by itself
            continue
        try:
            with bounded_memory(engine, MEMORY), one_thread(engine), every_core(), _modules_set_aside():
                yield OwnStore(engine)
        finally:
            engine.dispose()
            open_store.cache_clear()
        return
