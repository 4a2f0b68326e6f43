"""`python -m queries`: one JSON object, the same numbers, clear refusals."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, insert

from queries.__main__ import main
from queries.question import Question, answer
from store.engine import open_store
from store.tables import agency
from tests.sample_cases import a_case, load, load_region


@pytest.fixture
def filled_url(duckdb_url: str) -> str:
    engine = open_store(duckdb_url)
    load_region(engine, {"A": 5_000, "B": 70_000})
    load(
        engine,
        [
            *(a_case(i, closed=2, due=4, district_id="A") for i in range(3)),
            *(a_case(10 + i, due=4, district_id="B") for i in range(2)),
            a_case(20, due=40),
        ],
    )
    engine.dispose()
    open_store.cache_clear()
    return duckdb_url


@dataclass(frozen=True)
class Said:
    """What the command said, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(
    filled_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., Said]]:
    """``run("received", "--by", "district")``: the command in this process, which need not start for it."""
    monkeypatch.setenv("DATABASE_URL", filled_url)
    open_store.cache_clear()

    def run_here(*arguments: str) -> Said:
        try:
            ended = main(list(arguments))
        except SystemExit as error:  # argparse
            ended = int(error.code or 0)
        return Said(ended, *capsys.readouterr())

    yield run_here
    open_store().dispose()
    open_store.cache_clear()


def test_json_is_one_object_with_question_scope_filters_and_rows(filled_url: str) -> None:
    """The one that starts the command as people do."""
    command = [sys.executable, "-m", "queries", "on_time", "--by", "district", "--format", "json"]
    said = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"DATABASE_URL": filled_url})
    assert (said.returncode, said.stderr) == (0, "")
    answered = json.loads(said.stdout)
    assert set(answered) == {"question", "as_of", "scope", "filters", "rows"}
    rows = {row["key"]: row for row in answered["rows"]}
    assert (rows["A"]["numerator"], rows["A"]["denominator"], rows["A"]["value"]) == (3, 3, 1.0)
    assert (rows["B"]["numerator"], rows["B"]["denominator"]) == (0, 2)
    assert rows[None]["left_out"] == 1
    assert answered["as_of"] == "2026-01-11T00:00:00Z"


def test_the_list_of_cases_is_as_long_as_the_number(run: Callable[..., Said]) -> None:
    number = json.loads(run("overdue_now", "--format", "json").stdout)["rows"][0]["value"]
    listed = json.loads(run("cases", "--metric", "overdue_now", "--format", "json").stdout)
    assert number == listed["total"] == len(listed["rows"]) == 2
    assert {row["id"] for row in listed["rows"]} == {"pos:10", "pos:11"}


def test_csv_and_table_carry_the_same_rows(run: Callable[..., Said]) -> None:
    rows = list(csv.DictReader(io.StringIO(run("received", "--by", "district", "--format", "csv").stdout)))
    assert {row["key"]: float(row["value"]) for row in rows} == {"A": 3.0, "B": 2.0, "": 1.0}
    assert "5000" in run("rate", "--by", "district").stdout


def test_a_table_tells_a_head_in_words_what_is_not_quite_all_or_none(
    run: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hair made powers of ten of the whole column: 1.000000e+00, 9.094947e-13."""
    shares = [1 - 2.0**-40, 2.0**-40, 0.753, 1.0, 1 - 2.0**-41, None]
    rows = [{"key": f"unit {n}", "value": share, "of": 1_234_567.5} for n, share in enumerate(shares)]
    monkeypatch.setattr("queries.__main__.ask", lambda question: {"as_of": "now", "filters": {}, "rows": rows})
    _about, _header, *told = run("funnel", "on_time", "--by", "district").stdout.splitlines()
    words = [">0.99", "<0.01", "0.753", "1", ">0.99", "—"]
    assert [line.split() for line in told] == [["unit", str(n), word, "1234568"] for n, word in enumerate(words)]


def test_dates_are_local_days_both_included(run: Callable[..., Said]) -> None:
    def received(*dates: str) -> float:
        return json.loads(run("received", *dates, "--format", "json").stdout)["rows"][0]["value"]

    assert received("--from", "2026-01-01", "--to", "2026-01-01") == 6
    assert received("--from", "2026-01-02") == 0


def test_a_head_of_a_municipality_sees_only_its_own(run: Callable[..., Said]) -> None:
    def received(*arguments: str) -> float:
        answered = run("received", "--format", "json", *arguments).stdout
        return json.loads(answered)["rows"][0]["value"]

    assert received("--role", "head", "--as", "Район A") == 3
    assert received("--role", "head") == 0, "a head of nothing sees nothing"


def test_a_head_sees_what_the_own_administration_answers_elsewhere_as_on_screen(duckdb_store: Engine) -> None:
    load_region(duckdb_store, {"A": 5_000, "B": 70_000})
    with duckdb_store.begin() as connection:
        town = {"region": "52", "name_ru": "Администрация", "district_id": "A"}
        connection.execute(insert(agency), [{"id": "town", "kind": "municipality", **town},
                                            {"id": "water", "kind": "utility", **town}])  # fmt: skip
    mine = [a_case(1, district_id="A"), a_case(2, district_id="B", agency_id="town")]
    load(duckdb_store, [*mine, a_case(3, district_id="B", agency_id="water"), a_case(4)])
    answered = answer(Question("received", role="head", who="A"), engine=duckdb_store)
    assert answered["scope"]["agencies"] == ("town",)
    assert answered["rows"][0]["value"] == 2


def test_a_wrong_question_says_what_to_change(run: Callable[..., Said]) -> None:
    for arguments, words in (
        (["speed"], "choose cases or one of received"),
        (["received", "--district", "Нигдейский район"], "Нигдейский район"),
        (["received", "--from", "2026-02-01", "--to", "2026-01-01"], "before it starts"),
        (["received", "--from", "01.02.2026"], "--from '01.02.2026' is no day"),
        (["received", "--to", "2026-02-30"], "--to '2026-02-30' is no day"),
        (["received", "--channel", "posts"], "no channel 'posts': choose of appeals_by,"),
        (["received", "--state", "open"], "no state 'open': choose of new,"),
        (["cases", "--limit", "-1"], "--limit -1 lists nothing"),
    ):
        refused = run(*arguments)
        assert refused.returncode == 2
        assert words in refused.stderr
        assert "Traceback" not in refused.stderr
