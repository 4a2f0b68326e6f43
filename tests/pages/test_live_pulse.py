"""The heartbeat of the live map: what came in, what stands still, what is old."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import update

from components import pulse, recovery
from queries import cached
from store.dialects import append_rows
from store.engine import open_store
from store.tables import case, channel, import_batch
from tests.pages.conftest import Dashboard
from tests.pages.live_map_seen import layer, spec, texts
from tests.pages.small_store import NOW, _arrow, _case


def arrive(number: int, filed: timedelta = timedelta(minutes=-1)) -> str:
    """A case that came in a minute ago, or filed so long after the data time; returns its id."""
    from random import Random

    row = _case(number, NOW - timedelta(days=1), 1, Random(1)) | {
        "id": f"social:{number}",
        "channel": "social",
        "precision": "minute",
        "source_number": str(number),
        "filed_at": NOW + filed,
        "closed_at": None,
        "decided_at": None,
        "state": "new",
        "due_at": NOW + timedelta(hours=3),
        "lat": 55.5,
        "lon": 73.5,
        "district_id": "99701000",
    }
    with open_store().begin() as connection:
        append_rows(connection, case, _arrow(case, [row]))
        until = max(NOW, row["filed_at"])
        connection.execute(update(channel).where(channel.c.code == "social").values(data_until=until))
        connection.execute(
            import_batch.insert().values(
                id=2,
                file="x",
                sha256="1",
                layout="x",
                channel="social",
                imported_at=NOW,
                read=1,
                new=1,
                updated=0,
                unchanged=0,
                rejected=0,
            )
        )
    st.cache_data.clear()
    return str(row["id"])


@pytest.mark.parametrize("filed", [timedelta(minutes=-1), timedelta(hours=2)], ids=["before the end", "moves the end"])
def test_a_case_that_came_in_since_the_last_tick_is_marked_on_the_map_and_in_the_list(
    filed: timedelta, changed_store: Path, dashboard: Dashboard
) -> None:
    at = dashboard("live_map")
    assert not any(one["id"] == "fresh" for one in spec(at)["layers"])
    came = arrive(990001, filed)
    at.run()
    assert [row[0] for row in layer(at, "fresh")["data"]] == [came]
    marked = [button.label for button in at.button if "new]" in button.label]
    assert marked and all("blue-badge" in label for label in marked)


def test_the_view_does_not_move_when_cases_come_in(changed_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map")
    before = spec(at)["initialViewState"]
    arrive(990002)
    assert spec(at.run())["initialViewState"] == before


def test_a_store_that_stops_answering_leaves_the_map_and_says_that_it_stands_still(
    changed_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = dashboard("live_map")
    before = spec(at)

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("gone")

    arrive(990003)  # new data that nobody can read
    monkeypatch.setattr(cached, "points", broken)
    for _ in range(pulse.MANY_MISSED):
        at.run()
    assert not at.exception
    assert spec(at) == before
    assert "Stands still since" in texts(at)


@pytest.mark.parametrize("fails", ["points", "region_info", "clock"])  # in the panel, before it, before the page
def test_a_run_that_fails_is_told_calmly_and_the_next_one_brings_the_map_back(
    small_store: Path,
    dashboard: Dashboard,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fails: str,
) -> None:
    every: list[Any] = []
    fragment, ask, broken = st.fragment, getattr(cached, fails), [True]

    def watched(panel: Any = None, **how: Any) -> Any:
        every.append(how.get("run_every"))
        return fragment(panel, **how)

    def once(*args: Any, **kwargs: Any) -> Any:
        if broken:
            raise RuntimeError("gone")
        return ask(*args, **kwargs)

    at = dashboard("live_map")
    before = spec(at)
    monkeypatch.setattr(st, "fragment", watched)
    monkeypatch.setattr(cached, fails, once)
    at.query_params["d"] = "99601000"  # another question: nothing is kept to show
    at.run()
    (said,) = at.warning
    assert "tries again by itself" in said.value and "data until 21 Nov 2026, 18:00" in said.value
    assert not at.exception and recovery.RETRY_SECONDS in every
    for _ in range(recovery.ATTENDED - 1):
        assert not at.run().exception
    assert at.run().exception  # whoever sits there can act
    caplog.clear()
    broken.clear()
    del at.query_params["d"]
    at.run()
    assert not at.warning and len(spec(at)["layers"]) == len(before["layers"])


def test_old_data_are_called_old(small_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "utc_now", lambda: NOW + timedelta(days=5))
    assert "Data are older than usual" in texts(dashboard("live_map"))


def test_fresh_data_are_called_live(small_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "utc_now", lambda: NOW + timedelta(minutes=5))
    said = texts(dashboard("live_map"))
    assert "Live, every 5 s" in said
    assert "Data until 21 Nov 2026, 18:00" in said


def test_a_pause_is_said_and_stops_the_clock(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("live_map")
    assert at.session_state["news_page"].shown == cached.version()  # so that it is told of what is newer
    assert len(at.get("bidi_component")) == 1
    at.toggle(key="live_paused").set_value(True).run()
    assert "Paused at" in texts(at) and not at.get("bidi_component")
