"""The spool beside a DuckDB store: a folder through which other processes hand work to the owner of the file.

A request is a folder with `request.json` and the files it is about. It is made under a name that starts with `.` and
renamed into place when complete; the owner answers with `report.json`, which also appears whole. The process that asked
takes its request away; what a dead process left is cleaned up by the owner.
"""

import json
import os
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from store.owner import is_alive

REQUEST, REPORT = "request.json", "report.json"


@dataclass(frozen=True)
class Request:
    """One request as it lies in the spool. `content` is what was asked."""

    folder: Path
    content: dict[str, Any]

    def file(self, name: str) -> Path:
        """A file that was handed over."""
        return self.folder / "files" / name


def spool_folder(store: Path) -> Path:
    """Where the spool of a store lies."""
    return store.with_name(store.name + ".spool")


def submit(store: Path, content: dict[str, Any], files: Sequence[Path] = ()) -> Request:
    """Hand work over: copies the files (hard links where possible) and puts the request in place at once."""
    spool = spool_folder(store)
    spool.mkdir(mode=0o700, exist_ok=True)
    name = f"{uuid.uuid4().hex}-{os.getpid()}"
    made = spool / f".{name}"
    (made / "files").mkdir(parents=True, mode=0o700)
    for file in files:
        _copy(file, made / "files" / file.name)
    (made / REQUEST).write_text(json.dumps(content | {"pid": os.getpid()}), encoding="utf-8")
    made.rename(spool / name)
    return Request(spool / name, content)


def _copy(file: Path, target: Path) -> None:
    try:
        os.link(file.resolve(), target)
    except OSError:
        shutil.copyfile(file, target)


def waiting(store: Path) -> list[Request]:
    """Requests that have no answer yet, oldest first. Unreadable ones get an answer that says so."""
    found = []
    for folder in sorted(_folders(store), key=lambda folder: folder.stat().st_mtime_ns):
        if (folder / REPORT).exists():
            continue
        try:
            found.append(Request(folder, json.loads((folder / REQUEST).read_text(encoding="utf-8"))))
        except (OSError, ValueError) as error:
            answer(Request(folder, {}), {"error": f"the request cannot be read: {error}"})
    return found


def answer(request: Request, report: dict[str, Any]) -> None:
    """Write the owner's answer; a request that was taken away meanwhile is let go."""
    made = request.folder / f".{REPORT}"
    try:
        made.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
        made.replace(request.folder / REPORT)
    except FileNotFoundError:
        return


def take_answer(request: Request) -> dict[str, Any] | None:
    """The answer, once it is there; the request is then taken away."""
    try:
        report: dict[str, Any] = json.loads((request.folder / REPORT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    withdraw(request)
    return report


def withdraw(request: Request) -> None:
    """Take a request away, answered or not."""
    shutil.rmtree(request.folder, ignore_errors=True)


def sweep(store: Path) -> int:
    """Remove what dead processes left (requests, answers nobody came for, half-made folders); returns how many."""
    spool = spool_folder(store)
    if not spool.is_dir():
        return 0
    left = [folder for folder in spool.iterdir() if folder.is_dir() and not is_alive(_asker(folder))]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


def _asker(folder: Path) -> int:
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _folders(store: Path) -> list[Path]:
    spool = spool_folder(store)
    return [f for f in spool.iterdir() if f.is_dir() and not f.name.startswith(".")] if spool.is_dir() else []
