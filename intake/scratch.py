"""Folders for files of residents that somebody works on at this moment; what a killed process left is cleared."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIXES = ("svodka-upload-", "svodka-open311-")
TRIES = 5  # to hold a new folder before somebody clears it away


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """A folder in the temporary one, for its owner only, that goes at the end. `prefix`: one of PREFIXES."""
    if prefix not in PREFIXES:
        raise ValueError(f"nobody would clear folders called {prefix}…: add it to PREFIXES")
    with contextlib.ExitStack() as until_the_end:
        folder = _made(prefix, until_the_end)
        until_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
        yield folder


def _made(prefix: str, held: contextlib.ExitStack) -> Path:
    """A new folder under its lock. Before the lock is on, another process may clear it away: then another one.

    Raises OSError when no folder can be made or held.
    """
    for left in reversed(range(TRIES)):
        folder = Path(tempfile.mkdtemp(prefix=prefix))
        try:
            with contextlib.ExitStack() as trying:
                trying.enter_context(_held(folder))
                folder.lstat()  # the lock is got on a folder that was removed meanwhile, too
                held.push(trying.pop_all())
                return folder
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            if not left:
                raise
    raise AssertionError("the last try returns or raises")


def clear_scratch() -> list[Path]:
    """Remove the folders of processes that ended without doing so; returns them. Those in use, and other users', stay.

    Whoever uses one holds a lock on it, which the system takes off when the process ends, however it ends.
    """
    left = [folder for prefix in PREFIXES for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*")]
    return [folder for folder in left if _cleared(folder)]


def _cleared(folder: Path) -> bool:
    try:
        if folder.lstat().st_uid != os.getuid():
            return False
        with _held(folder):
            shutil.rmtree(folder)
    except OSError:  # in use, no folder, or gone meanwhile
        return False
    return True


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Nobody else holds the folder meanwhile. Raises OSError where somebody does."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(place)
