"""`python -m intake …`, `python -m queries …` and the dashboard in a process of their own that need not start from
nothing.

Reading all that Python needs for a command takes more time than most commands: a process that has read it forks one for
each command, another one those that run beside. What follows is as ever: an environment, an output and an exit code of
its own. What has been read is frozen: at its end each command would look through all of it for garbage, half of the
time of a short one.
"""

import json
import os
import subprocess
import sys
import time
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
import gc, json, os, sys
from importlib import import_module

programs = {name: import_module(f"{name}.__main__").main for name in ("intake", "queries")}
gc.freeze()
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

# What runs until it is stopped. The dashboard becomes another program at its start, which has been read here already.
SERVER = """
import gc, json, logging, os, runpy, signal, sys

logging.disable(logging.WARNING)  # that nothing runs yet
import alerts.watch, intake.worker, queries.remote, streamlit.web.cli, streamlit.web.server.starlette.starlette_server
from components.ahead import read_ahead
from deploy import serve
from intake.__main__ import main

def become(_python, words):
    sys.argv = words[2:]
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)

read_ahead()
gc.freeze()
logging.disable(logging.NOTSET)
os.execv = become
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who has ended is gone at once
for line in sys.stdin:
    asked = json.loads(line)
    if not (child := os.fork()):
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for number, file in enumerate((os.devnull, asked["log"], asked["log"])):
            os.dup2(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND), number)
        os.environ.clear()
        os.environ.update(asked["environment"])
        sys.exit(main(asked["words"]) if asked["program"] == "intake" else serve.main())
    print(child, flush=True)
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
    _ask(command.starter, asked)
    return command


def run(program: str, *words: str, environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """``python -m program words``, when it has ended."""
    with start(program, *words, environment=environment) as command:
        out, err = command.communicate()
    assert command.returncode is not None
    return subprocess.CompletedProcess([program, *words], command.returncode, out, err)


@dataclass(frozen=True)
class Served:
    """A program that runs until it is stopped, used like a subprocess.Popen."""

    pid: int

    def poll(self) -> int | None:
        """None while it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, seconds: float) -> None:
        """Until it has ended. Raises subprocess.TimeoutExpired."""
        until = time.monotonic() + seconds
        while self.poll() is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), seconds)
            time.sleep(0.02)


def serve(program: str, *words: str, environment: Mapping[str, str], log: Path) -> Served:
    """``python -m deploy.serve`` or ``python -m intake words``, which writes to `log` whatever it says."""
    log.unlink(missing_ok=True)
    starter = _starter(SERVER)
    _ask(starter, {"program": program, "words": words, "environment": dict(environment), "log": str(log)})
    assert starter.stdout
    return Served(int(starter.stdout.readline()))


def _ask(starter: "subprocess.Popen[str]", asked: Mapping[str, Any]) -> None:
    assert starter.stdin
    starter.stdin.write(json.dumps(asked) + "\n")
    starter.stdin.flush()


@cache
def _starter(program: str = STARTER) -> "subprocess.Popen[str]":
    """It ends when this process does, and nobody can ask it for anything any more."""
    command = [sys.executable, "-c", program]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
