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


@contextmanager
def scratch_folder(prefix: str) -> Iterator[Path]:
    """A folder in the temporary one, for its owner only, that goes at the end. `prefix`: one of PREFIXES."""
    if prefix not in PREFIXES:
        raise ValueError(f"nobody would clear folders called {prefix}…: add it to PREFIXES")
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    try:
        with _held(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
