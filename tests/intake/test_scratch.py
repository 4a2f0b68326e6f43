"""Files of residents lie in the temporary folder only while somebody works on them."""

import fcntl
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from intake.by_hand import Upload
from intake.scratch import clear_scratch, scratch_folder

HOLDER = """
from intake.scratch import scratch_folder
with scratch_folder("svodka-upload-") as folder:
    (folder / "calls.csv").write_text("Петушков")
    print(folder, flush=True)
    input()
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of this process and of those it starts."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def holder() -> tuple["subprocess.Popen[str]", Path]:
    """A process that works on a file, and where the file lies."""
    command = [sys.executable, "-c", HOLDER]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, Path(process.stdout.readline().strip())


def test_an_upload_lies_in_a_folder_only_while_it_is_worked_on(temporary: Path) -> None:
    upload = Upload([("../calls.csv", b"a;b")])
    with upload.folder() as folder:
        assert (folder / "calls.csv").read_bytes() == b"a;b"
        assert folder.stat().st_mode & 0o077 == 0
    with upload.folder() as folder:
        assert (folder / "calls.csv").read_bytes() == b"a;b"
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_is_cleared_and_what_a_living_one_uses_stays(temporary: Path) -> None:
    killed, left = holder()
    living, used = holder()
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert (left / "calls.csv").exists()
    assert clear_scratch() == [left]
    assert list(temporary.iterdir()) == [used]
    living.communicate("\n")
    assert list(temporary.iterdir()) == []


def test_what_only_looks_like_such_a_folder_is_left_alone(temporary: Path) -> None:
    outside = temporary / "letters"
    outside.mkdir()
    (outside / "letter.txt").touch()
    (temporary / "svodka-upload-link").symlink_to(outside)
    (temporary / "svodka-upload-note").touch()
    assert clear_scratch() == []
    assert (outside / "letter.txt").exists()


def test_an_upload_whose_folder_is_cleared_before_it_is_held_gets_another(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, cleared = tempfile.mkdtemp, list[Path]()

    def cleared_twice(prefix: str) -> str:
        folder = make(prefix=prefix)
        if len(cleared) < 2:
            cleared.extend(clear_scratch())
        return folder

    monkeypatch.setattr(tempfile, "mkdtemp", cleared_twice)
    with Upload([("calls.csv", b"a;b")]).folder() as folder:
        assert (folder / "calls.csv").read_bytes() == b"a;b"
        assert clear_scratch() == []
    assert len(cleared) == 2
    assert list(temporary.iterdir()) == []


def test_a_lock_on_a_folder_that_was_cleared_meanwhile_is_none(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, cleared = fcntl.flock, list[Path]()

    def cleared_once(place: int, how: int) -> None:
        if not cleared:
            cleared.extend(temporary.iterdir())
            shutil.rmtree(cleared[0])
        lock(place, how)

    monkeypatch.setattr(fcntl, "flock", cleared_once)
    with Upload([("calls.csv", b"a;b")]).folder() as folder:
        assert (folder / "calls.csv").read_bytes() == b"a;b"
    assert folder not in cleared


def test_a_folder_that_cannot_be_held_is_not_left_behind(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(place: int, how: int) -> None:
        raise OSError("no locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    with pytest.raises(OSError, match="no locks"), scratch_folder("svodka-upload-"):
        pass
    assert list(temporary.iterdir()) == []


def test_a_folder_nobody_would_clear_is_not_made(temporary: Path) -> None:
    with pytest.raises(ValueError, match="PREFIXES"), scratch_folder("other-"):
        pass
