"""Open pages are told of news: each once, one after the other, and nobody who has not opened one."""

from collections.abc import Iterator
from threading import Semaphore
from types import SimpleNamespace

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from components import news
from queries import cached


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """A store of which only the version is known, and how often somebody has looked for it."""
    made = SimpleNamespace(version="1", looks=Semaphore(0))

    def look(known: str) -> str:
        made.looks.release()
        return str(made.version)

    monkeypatch.setattr(cached, "newest_version", look)
    monkeypatch.setattr(news, "EVERY", 0.01)
    yield made


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[WebSocketRoute(news.ROUTE, news.tell)])) as made:
        yield made


def opened(who: str, shown: str) -> news.Page:
    page = news._pages[who] = news.Page(who, shown)
    return page


def test_who_has_not_opened_the_page_is_not_told(client: TestClient, store: SimpleNamespace) -> None:
    for who in ("", "?who=", "?who=guessed"):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(news.ROUTE + who):
            raise AssertionError("a stranger is listening")


def test_a_page_is_told_once_of_each_news_and_not_of_what_it_shows(client: TestClient, store: SimpleNamespace) -> None:
    page = opened("me", "1")
    with client.websocket_connect(f"{news.ROUTE}?who=me") as socket:
        store.version = "2"
        assert (socket.receive_text(), page.told) == ("news", "2")
        page.shown = "3"  # drawn when the next file had come already
        store.version = "3"
        while store.looks.acquire(blocking=False):
            pass
        for _look in range(3):  # the second is one of the new version, after the third it was dealt with
            assert store.looks.acquire(timeout=10)
        assert page.told == "2"
        store.version = "4"
        assert (socket.receive_text(), page.told) == ("news", "4")


def test_nobody_waits_for_a_page_that_was_not_drawn_the_last_time(
    client: TestClient, store: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen, other = opened("frozen", "1"), opened("other", "1")
    frozen.draws = False
    monkeypatch.setattr(news, "LONGEST", 1_000_000)
    ears = [client.websocket_connect(f"{news.ROUTE}?who={who}") for who in ("frozen", "other")]
    with ears[0], ears[1] as awake:
        store.version = "2"
        awake.receive_text()  # within no time at all: it would wait for ever
        assert (frozen.told, other.told) == ("2", "2")


def test_the_next_page_is_told_when_the_one_before_is_drawn(client: TestClient, store: SimpleNamespace) -> None:
    first, second = opened("first", "1"), opened("second", "1")
    ears = [client.websocket_connect(f"{news.ROUTE}?who={who}") for who in ("first", "second")]
    with ears[0] as one, ears[1] as other:
        store.version = "2"
        one.receive_text()
        assert second.told == ""
        first.shown = "2"
        other.receive_text()
        assert second.told == "2"


def test_a_page_that_lost_its_socket_looks_by_itself_again(
    client: TestClient, store: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened("me", "1")
    monkeypatch.setattr(st, "session_state", {"news_page": page})
    assert not news.is_told()
    with client.websocket_connect(f"{news.ROUTE}?who=me") as socket:
        store.version = "2"
        socket.receive_text()
        assert news.is_told()
    assert not news.is_told()
