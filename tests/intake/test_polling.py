"""Polling a real server that misbehaves: nothing is lost or loaded twice, and it goes on where it was."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from intake.__main__ import main
from intake.load import load_file
from intake.polling import Poller, Unreachable, Wrong, requests_address
from store.engine import open_store
from tests.intake.bad_endpoint import Endpoint, request, running
from tests.intake.small_files import NOW, case_of, cases_of, make_region

Make = Callable[..., Poller]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    """Two full pages and a short one."""
    pages = {1: [request(1), request(2)], 2: [request(3), request(4)], 3: [request(5)]}
    with running(Endpoint(pages)) as made:
        yield made


@pytest.fixture
def make(duckdb_region: Engine, endpoint: Endpoint, tmp_path: Path) -> Make:
    """A poller with a pause that is only noted in `pauses`."""

    def poller(**options: Any) -> Poller:
        pauses: list[float] = []

        def load(page: Path) -> Any:
            return load_file(page, engine=duckdb_region, layout="open311", now=NOW)

        made = Poller(
            endpoint.url, tmp_path / "state.json", load, page_rows=2, wait=pauses.append, timeout=(1, 0.3),
            now=lambda: datetime(2026, 3, 1, tzinfo=UTC), **options,
        )  # fmt: skip
        made.pauses = pauses  # type: ignore[attr-defined]
        return made

    return poller


def test_all_pages_are_loaded_and_a_second_round_changes_nothing(
    make: Make, duckdb_region: Engine, endpoint: Endpoint
) -> None:
    poller = make()
    first = poller.round()
    assert (first.pages, first.rows["read"], first.rows["new"], first.rows["rejected"]) == (3, 5, 5, 0)
    assert (len(cases_of(duckdb_region)), case_of(duckdb_region, "open311:R3")["lon"]) == (5, 60.5)
    again = poller.round()
    assert (again.pages, again.skipped, again.rows["read"]) == (3, 3, 0)
    endpoint.pages[3] = [request(5, status="closed", updated_datetime="2026-01-20T12:00:00+05:00")]
    later = poller.round()
    assert (later.skipped, later.rows["read"], later.rows["updated"]) == (2, 1, 1)
    assert case_of(duckdb_region, "open311:R5")["closed_at"] == datetime(2026, 1, 20, 7)


def test_errors_time_outs_and_broken_pages_are_asked_again_later_and_later(make: Make, endpoint: Endpoint) -> None:
    endpoint.moods = {1: ["500", "slow"], 2: ["cut", "broken", "500", "503"]}
    poller = make()
    done = poller.round()
    assert (done.rows["new"], done.retries) == (5, 6)
    assert poller.pauses == [1, 2, 1, 2, 4, 7]  # type: ignore[attr-defined]
    assert [page for page, _ in endpoint.asked] == [1, 1, 1, 2, 2, 2, 2, 2, 3, 4]


def test_a_page_that_comes_twice_neither_ends_the_round_nor_counts_twice(make: Make, endpoint: Endpoint) -> None:
    endpoint.pages = {1: [request(1), request(2)], 2: [request(1), request(2)], 3: [request(3)]}
    done = make().round()
    assert (done.rows["read"], done.rows["new"]) == (3, 3)


def test_an_endpoint_that_knows_no_pages_is_left_after_two_repetitions(make: Make, endpoint: Endpoint) -> None:
    endpoint.pages = {page: [request(1), request(2)] for page in range(1, 100)}
    assert (make().round().rows["new"], len(endpoint.asked)) == (2, 3)


def test_after_a_stop_it_goes_on_with_the_next_page(make: Make, duckdb_region: Engine, endpoint: Endpoint) -> None:
    endpoint.moods = {3: ["500", "500", "500"]}
    with pytest.raises(Unreachable, match=r"page 3: 500 .*\(3 attempts\)"):
        make(attempts=3).round()
    assert len(cases_of(duckdb_region)) == 4
    endpoint.asked.clear()
    done = make().round()
    assert (done.rows["new"], endpoint.asked) == (1, [(3, "well"), (4, "well")])


def test_an_endpoint_that_refuses_is_not_asked_again(make: Make, endpoint: Endpoint) -> None:
    endpoint.moods = {1: ["403"]}
    with pytest.raises(Wrong, match="answers 403"):
        make().round()
    assert len(endpoint.asked) == 1


def test_addresses_lead_to_the_requests() -> None:
    assert requests_address("https://a.example/v2/") == "https://a.example/v2/requests.json"
    assert (
        requests_address("https://a.example/requests.xml?jurisdiction_id=b")
        == "https://a.example/requests.xml?jurisdiction_id=b"
    )
    with pytest.raises(Wrong, match="not an address"):
        requests_address("file:///etc/passwd")


def test_the_command_polls_once_and_says_what_came(
    duckdb_url: str, endpoint: Endpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    engine = open_store(duckdb_url)
    make_region(engine)
    engine.dispose()
    open_store.cache_clear()
    monkeypatch.setenv("DATABASE_URL", duckdb_url)
    asked = ["poll", endpoint.url, "--once", "--state", str(tmp_path / "state.json")]
    assert main(asked) == 0
    assert "pages 3, skipped 0, retries 0, read 5, new 5" in capsys.readouterr().out
    assert main(["poll", "nowhere", "--once"]) == 2
