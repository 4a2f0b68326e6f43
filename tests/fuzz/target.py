"""One coverage-guided run, in a process of its own: Atheris feeds a target until the time is over.

`python -m tests.fuzz.target rows|bytes CORPUS FAULTS SECONDS`. A fault is written down and the run goes on: one file
for each place in the code, and the input that led there.
"""

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["intake"]):
    import intake.load
    import intake.reference.districts  # noqa: F401  GDAL comes with it

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import StopTest, UnsatisfiedAssumption

from store.engine import open_store
from tests.fuzz.accounted import check
from tests.fuzz.pieces import pieces
from tests.fuzz.spoilt import Spoilt, spoilt
from tests.intake.small_files import make_region

NAMES = ("f.csv", "f.xlsx", "f.json", "f.xml", "f.geojson", "f")
_FOLDER = tempfile.TemporaryDirectory(prefix="svodka-fuzz-")
ENGINE = open_store(f"duckdb:///{_FOLDER.name}/store.duckdb")


@settings(database=None, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.sampled_from(pieces()).flatmap(spoilt))
def _rows(file: Spoilt) -> None:
    check(ENGINE, file)


def rows(data: bytes) -> None:
    """The bytes choose a sample and what goes wrong with it."""
    _rows.hypothesis.fuzz_one_input(data)  # type: ignore[attr-defined]


def raw(data: bytes) -> None:
    """The bytes are the file; the first one says what it is called."""
    if data:
        check(ENGINE, Spoilt(NAMES[data[0] % len(NAMES)], data[1:], None), dry_run=True)


def watched(target: Callable[[bytes], None], faults: Path, until: float) -> Callable[[bytes], None]:
    """The target, which writes faults down instead of ending the run, and ends the process when its time is over."""

    done = [0]

    def run(data: bytes) -> None:
        if time.monotonic() > until:
            print(f"{done[0]} files", flush=True)
            os._exit(0)  # the libraries do not survive libFuzzer's own end
        done[0] += 1
        try:
            target(data)
        except (StopTest, UnsatisfiedAssumption):
            return
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)
            own = [frame for frame in place if "/intake/" in frame.filename] or list(place)
            line = f"{type(error).__name__} {Path(own[-1].filename).name}:{own[-1].lineno}"
            known = faults / (sha256(line.encode()).hexdigest()[:12] + ".txt")
            if not known.exists():
                known.with_suffix(".bin").write_bytes(data)
                known.write_text(f"{line}\n{traceback.format_exc()}", encoding="utf-8")

    return run


def main() -> None:
    """Never returns."""
    name, corpus, faults, seconds = sys.argv[1:5]
    make_region(ENGINE)
    target = watched({"rows": rows, "bytes": raw}[name], Path(faults), time.monotonic() + float(seconds))
    atheris.Setup([sys.argv[0], corpus, "-max_len=20000", "-len_control=0", "-verbosity=1"], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
