"""The owner's side of the spool: one thread beside the dashboard loads what other processes hand over."""

import logging
import threading
from dataclasses import astuple
from typing import Any

from sqlalchemy import Engine

from intake.linking import link_events
from intake.load import load_file
from intake.report import FileRefused
from intake.undo import CannotUndo, undo_batch
from store.engine import store_file
from store.spool import Request, answer, spool_folder, sweep, waiting

log = logging.getLogger(__name__)
PAUSE_SECONDS = 0.2


class ImportWorker:
    """Drains the spool of a DuckDB store until stopped. One request that fails does not stop it."""

    def __init__(self, engine: Engine) -> None:
        file = store_file(engine.url.render_as_string(hide_password=False))
        if file is None:
            raise ValueError("only a DuckDB store has a spool: a server takes imports from any process")
        self._engine, self._store = engine, file
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="import worker", daemon=True)

    def start(self) -> "ImportWorker":
        """Begin; the spool is there from now on."""
        spool_folder(self._store).mkdir(mode=0o700, exist_ok=True)
        self._thread.start()
        return self

    def stop(self, timeout: float = 60) -> None:
        """Finish the file at hand, then end."""
        self._stop.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                sweep(self._store)
                for request in waiting(self._store):
                    answer(request, self._do(request))
                    if self._stop.is_set():
                        return
            except Exception:
                log.exception("the import worker goes on after an error in the spool")
            self._stop.wait(PAUSE_SECONDS)

    def _do(self, request: Request) -> dict[str, Any]:
        asked = request.content
        try:
            if asked.get("do") == "undo":
                return vars(undo_batch(self._engine, int(asked["batch"]))).copy()
            if asked.get("do") == "link":
                return dict(link_events(self._engine))
            report = load_file(
                request.file(asked["file"]),
                engine=self._engine,
                layout=asked.get("layout"),
                region=asked.get("region"),
                crs=asked.get("crs"),
                dry_run=bool(asked.get("dry_run")),
            )
            places = [list(astuple(one)) for one in report.findings] if asked.get("findings") else []
            return report.as_json() | {"findings": places}
        except (FileRefused, CannotUndo) as refused:
            return {"error": str(refused)}
        except Exception as error:
            log.exception("an import through the spool failed")
            return {"error": f"The import failed and changed nothing: {type(error).__name__}: {error}"}


def start_import_worker(engine: Engine) -> ImportWorker:
    """Start draining the spool of this engine's store; keep what is returned to stop it."""
    return ImportWorker(engine).start()
