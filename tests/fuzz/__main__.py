"""`make fuzz`: a coverage-guided run over the readers, half of the time on spoilt samples, half on plain bytes.

The corpus is kept in var/fuzz and grows from run to run; a fresh one begins with the samples. Exit code 1 when anything
was found: FAULT.txt says what and where, FAULT.bin beside it is the input.
"""

import argparse
import importlib.util
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from tests.fuzz.pieces import as_csv, as_json, as_xlsx, as_xml, pieces

TARGETS = ("rows", "bytes")
SEEDS, SEED_BYTES = 40, 1500


def main(arguments: list[str] | None = None) -> int:
    """Run, and print every fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--folder", type=Path, default=Path("var/fuzz"))
    options = parser.parse_args(arguments)
    if importlib.util.find_spec("atheris") is None:
        parser.error("Atheris is not installed: it has wheels for Linux on x86-64 only.")
    faults = options.folder / "faults"
    shutil.rmtree(faults, ignore_errors=True)
    faults.mkdir(parents=True)
    for target in TARGETS:
        corpus = options.folder / target
        if not corpus.exists():
            write_seeds(target, corpus)
        seconds = str(60 * options.minutes / len(TARGETS))
        command = [sys.executable, "-m", "tests.fuzz.target", target, str(corpus), str(faults), seconds]
        environment = os.environ | {"SVODKA_SALT": "salt of the tests"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        print(f"{target}: {done.stdout.strip() or done.stderr[-500:]}, corpus of {len(list(corpus.iterdir()))}")
        if done.returncode:
            (faults / f"{target}.txt").write_text(f"the run itself broke off\n{done.stderr}", encoding="utf-8")
    found = sorted(faults.glob("*.txt"))
    for fault in found:
        print(f"{fault}: {fault.read_text(encoding='utf-8').splitlines()[0]}")
    print(f"{len(found)} faults")
    return 1 if found else 0


def write_seeds(target: str, corpus: Path) -> None:
    """What a run begins with: the samples as files, or bytes enough to choose a mutation of each."""
    corpus.mkdir(parents=True)
    if target == "rows":
        chance = random.Random(7)
        for number in range(SEEDS):
            (corpus / f"seed_{number}").write_bytes(chance.randbytes(SEED_BYTES))
        return
    for piece in pieces():
        if piece.records is None:
            (corpus / piece.name).write_bytes(b"\0" + as_csv(piece.grid, ";", "utf-8", 0))
            (corpus / f"{piece.name}.xlsx").write_bytes(b"\1" + as_xlsx(piece.grid))
        else:
            mark, write = (b"\3", as_xml) if piece.name.endswith(".xml") else (b"\2", as_json)
            (corpus / f"{piece.name}.records").write_bytes(mark + write(piece.records))


if __name__ == "__main__":
    sys.exit(main())
