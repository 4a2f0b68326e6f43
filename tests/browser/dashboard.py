"""Runs the dashboard on a free port and a store of its own: as people run it, or forked from a process that has read
all it needs already.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests import another_process

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 60  # seconds


@dataclass(frozen=True)
class Dashboard:
    """A running dashboard: where it listens, what it owns, what it has written to its log."""

    url: str
    environment: dict[str, str]
    log: Path

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``python -m …`` beside the dashboard, against the same store."""
        return another_process.run(*words, environment=self.environment)

    @contextmanager
    def beside(self, *words: str) -> Iterator[None]:
        """``python -m …`` against the same store, while inside."""
        process = another_process.serve(*words, environment=self.environment, log=self.log.with_suffix(".beside.log"))
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)


@contextmanager
def running(store: Path, *, warm: bool = False, **settings: str) -> Iterator[Dashboard]:
    """``make run`` without its first two steps: `store` is a DuckDB file; `settings` are environment variables. What is
    `warm` starts in a second instead of six.
    """
    port = int(settings.get("PORT", 0)) or _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SVODKA_")}
    environment |= {
        "PORT": str(port),
        "DATABASE_URL": f"duckdb:///{store}",
        "DESK_URL": f"sqlite:///{store.with_name(store.stem + '.desk.sqlite')}",
        "PYTHONUNBUFFERED": "1",
    } | settings
    log = store.with_name(store.stem + ".log")
    process = (
        another_process.serve("deploy.serve", environment=environment, log=log) if warm else _started(environment, log)
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(url, process, log)
        yield Dashboard(url, environment, log)
    finally:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        _LEFT.append(port)


def _started(environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("w", encoding="utf-8") as written:
        return subprocess.Popen(
            [sys.executable, "-m", "deploy.serve"],
            cwd=ROOT,
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _free_port() -> int:
    """One that a dashboard has left, for a browser knows its scripts there, else any."""
    while True:
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", _LEFT.pop() if _LEFT else 0))
            return int(probe.getsockname()[1])


_LEFT: list[int] = []  # ports of dashboards that have ended


def _wait_until_healthy(url: str, process: "subprocess.Popen[bytes] | another_process.Served", log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            if process.poll() is not None:
                break
        time.sleep(0.1)
    raise RuntimeError(f"The dashboard did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")
