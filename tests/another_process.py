"""`python -m intake …` and `python -m queries …` in a process of their own that need not start from nothing.

Reading all that Python needs for a command takes more time than most commands: a process that has read it forks one for
each command. What follows is as ever: an environment, an output and an exit code of its own.
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LONGEST_SECONDS = 120
STARTER = """
import json, os, sys
from importlib import import_module

programs = {name: import_module(f"{name}.__main__").main for name in ("intake", "queries")}
for line in sys.stdin:
    asked = json.loads(line)
    if not (child := os.fork()):
        for number, file in enumerate((os.devnull, asked["out"], asked["err"])):
            os.dup2(os.open(file, os.O_RDWR | os.O_CREAT), number)
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.exit(programs[asked["program"]](asked["words"]))
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass
class Command:
    """A command under way, used like a subprocess.Popen; one at a time."""

    starter: "subprocess.Popen[str]"
    words: tuple[str, ...]
    folder: "TemporaryDirectory[str]" = field(default_factory=TemporaryDirectory)
    returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        assert self.starter.stdout
        return self._wait() if select([self.starter.stdout], [], [], 0)[0] else self.returncode

    def communicate(self) -> tuple[str, str]:
        """Wait for its end: what it wrote to stdout and to stderr."""
        self._wait()
        out, err = ((Path(self.folder.name) / name).read_text(encoding="utf-8") for name in ("out", "err"))
        return out, err

    def _wait(self) -> int:
        if self.returncode is None:
            assert self.starter.stdout
            assert select([self.starter.stdout], [], [], LONGEST_SECONDS)[0], f"has not ended: {self.words}"
            self.returncode = int(self.starter.stdout.readline())
        return self.returncode

    def __enter__(self) -> "Command":
        return self

    def __exit__(self, *_error: Any) -> None:
        self._wait()
        self.folder.cleanup()


def start(program: str, *words: str, environment: Mapping[str, str]) -> Command:
    """``python -m program words``."""
    command = Command(_starter(), (program, *words))
    files = {name: str(Path(command.folder.name) / name) for name in ("out", "err")}
    asked = {"program": program, "words": words, "environment": dict(environment)} | files
    assert command.starter.stdin
    command.starter.stdin.write(json.dumps(asked) + "\n")
    command.starter.stdin.flush()
    return command


def run(program: str, *words: str, environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """``python -m program words``, when it has ended."""
    with start(program, *words, environment=environment) as command:
        out, err = command.communicate()
    assert command.returncode is not None
    return subprocess.CompletedProcess([program, *words], command.returncode, out, err)


@cache
def _starter() -> "subprocess.Popen[str]":
    """It ends when this process does, and nobody can ask it for anything any more."""
    command = [sys.executable, "-c", STARTER]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
