"""A store with a desk of its own, and a real mail server that keeps what it is given."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine

from store.engine import open_desk, open_store


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("DESK_URL", f"sqlite:///{tmp_path}/desk.sqlite")
    open_desk.cache_clear()
    return open_desk()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either_desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A desk on each engine."""
    is_file = request.param == "sqlite"
    engine = open_desk(
        f"sqlite:///{tmp_path}/desk.sqlite" if is_file else request.getfixturevalue("postgres_store_url")
    )
    yield engine
    engine.dispose()


@pytest.fixture
def own_store(duckdb_url: str, desk: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The store that every question of this process goes to."""
    monkeypatch.setenv("DATABASE_URL", duckdb_url)
    open_store.cache_clear()
    engine = open_store()
    yield engine
    engine.dispose()
    open_store.cache_clear()


@dataclass
class Letters:
    """What came, and where the server listens."""

    port: int = 0
    came: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)

    def address(self, to: str) -> str:
        """The address of Apprise for a letter through this server."""
        return f"mailto://127.0.0.1:{self.port}/?mode=insecure&from=svodka@example.org&to={to}"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.came.append((list(envelope.rcpt_tos), letter))
        self.arrived.set()
        return "250 taken"


@pytest.fixture
def letters() -> Iterator[Letters]:
    kept = Letters()
    kept.port = _free_port()
    controller = Controller(kept, hostname="127.0.0.1", port=kept.port)
    controller.start()
    yield kept
    controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
