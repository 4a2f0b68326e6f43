"""Who owns the DuckDB file: the dashboard writes down its process, port and token beside the store.

One process at a time can open the file. Scripts that find it held read this note and ask the owner instead: queries
through its loopback route, files through the spool (`store.spool`). Only the owner's user may read the note.
"""

import json
import os
import secrets
from pathlib import Path
from typing import TypedDict


class Owner(TypedDict):
    """`pid`: the process; `port`: its loopback port (0 without one); `token`: what a request has to bring."""

    pid: int
    port: int
    token: str


def owner_file(store: Path) -> Path:
    """Where the note about the owner of a store lies."""
    return store.with_name(store.name + ".owner")


def write_owner(store: Path, port: int = 0) -> Owner:
    """Declare this process the owner; returns what was written."""
    owner = Owner(pid=os.getpid(), port=port, token=secrets.token_urlsafe(32))
    _write_private(owner_file(store), json.dumps(owner))
    return owner


def read_owner(store: Path) -> Owner | None:
    """The living owner of a store; None when there is none (a note left by a dead process does not count)."""
    try:
        owner = json.loads(owner_file(store).read_text(encoding="utf-8"))
        return Owner(pid=owner["pid"], port=owner["port"], token=owner["token"]) if is_alive(owner["pid"]) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remove_owner(store: Path) -> None:
    """Take this process's note away; another's is left alone."""
    owner = read_owner(store)
    if owner is not None and owner["pid"] == os.getpid():
        owner_file(store).unlink(missing_ok=True)


def is_alive(pid: int) -> bool:
    """Whether a process of this number runs on this machine."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def _write_private(file: Path, content: str) -> None:
    """Appears whole or not at all, readable for the owner of the process only."""
    made = file.with_name(f"{file.name}.{os.getpid()}")
    made.unlink(missing_ok=True)
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(content)
    made.replace(file)
