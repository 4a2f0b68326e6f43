"""Spikes asked of a store: who sees what, what is not over yet, and the answer on the command line."""

import json
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from queries.__main__ import main
from queries.cases import case_page
from queries.filters import Filters, days_period, from_params
from queries.inflow import inflow
from queries.question import Question, answer, records
from queries.scope import Scope, scope_for
from queries.spikes import spikes
from store.engine import open_store
from store.tables import case, case_link, topic
from tests.queries.conftest import PlantedRegion
from tests.sample_cases import a_case, day, load, load_region

OPERATOR = scope_for("operator")
TOPICS = (("smoke", "Дым", None), ("smoke-1", "Дым", "Печи"), ("smoke-2", "Дым", "Свалка"), ("snow", "Снег", None))
NEWS = 60  # the day on which twelve people of district B write about smoke


def usual_days(until: int = NEWS) -> list[dict[str, Any]]:
    """Two months: about a case a day of each of two topics in each of two districts, some with minutes."""
    random = Random(7)
    rows: list[dict[str, Any]] = []
    for number in range(until + 1):
        for theme in ("smoke-1", "snow"):
            for place in ("A", "B"):
                for _ in range(random.choice((0, 1, 2))):
                    filed = number + random.uniform(0.3, 0.8)
                    rows.append(
                        a_case(len(rows), channel="social", precision="minute", filed=filed, topic_id=theme,
                               district_id=place)
                    )  # fmt: skip
    return rows


def with_news(engine: Engine, until: float = NEWS + 1 - 1 / 86_400) -> None:
    cases = usual_days()
    news = [
        a_case(9_000 + n, channel="social", precision="minute", filed=NEWS + 0.36 + n / 100, topic_id="smoke-2",
               district_id="B")
        for n in range(12)
    ]  # fmt: skip
    load_region(engine, {"A": 50_000, "B": 40_000})
    with engine.begin() as connection:
        for key, two, three in TOPICS:
            connection.execute(insert(topic).values(id=key, level_1="Быт", level_2=two, level_3=three))
        for n in (9_000, 9_001):
            connection.execute(insert(case_link).values(event_id="e", case_id=f"social:{n}", reason="source"))
    kept = [row for row in [*cases, *news] if row["filed_at"] <= day(until)]
    load(engine, kept, until=until, texts={f"social:{9_000 + n}": f"Дым {n}" for n in range(12)})


def asked(engine: Engine, scope: Scope = OPERATOR, last: int = NEWS, **choices: list[str]) -> list[dict[str, Any]]:
    period = days_period(day(last - 6).date(), day(last).date(), "UTC")
    return records(spikes(scope, Filters(period=period).only(**choices), engine=engine))


def test_a_spike_says_what_where_since_when_and_shows_three_texts(store: Engine) -> None:
    with_news(store)
    (found,) = asked(store)
    assert (found["topic"], found["topic_ru"], found["district"], found["district_ru"]) == (
        "smoke",
        "Дым",
        "B",
        "Район B",
    )
    assert (found["from"], found["to"]) == (day(NEWS).date().isoformat(),) * 2
    assert found["seen"] >= 12 > found["high"] >= found["expected"]
    assert found["q"] < 0.05
    assert found["since"] <= day(NEWS + 0.36).isoformat() + "Z"
    assert (found["channel"], found["linked"], found["events"]) == ("social", 1, found["seen"] - 1)
    assert found["texts"] == ["Дым 11", "Дым 10", "Дым 9"]
    assert {f"social:{9_000 + n}" for n in range(12)} <= set(found["cases"])
    assert len(found["cases"]) == found["seen"]
    assert found["link"] == {"tp": "smoke", "d": "B", "from": found["from"], "to": found["to"]}
    assert not found["is_running"]


def test_what_the_whole_region_writes_about_is_one_signal_of_the_region(store: Engine) -> None:
    load_region(store, {"A": 50_000, "B": 40_000, "C": 30_000})
    with store.begin() as connection:
        connection.execute(insert(topic).values(id="snow", level_1="Снег"))
    quiet = [a_case(n, filed=n // 3, topic_id="snow", district_id="ABC"[n % 3]) for n in range(60 * 3)]
    surge = [a_case(1_000 + n, filed=59, topic_id="snow", district_id="ABC"[n % 3]) for n in range(30)]
    load(store, [*quiet, *surge], until=60 - 1 / 86_400)
    (found,) = asked(store, last=59)
    assert (found["district"], found["district_ru"], found["places"], found["seen"]) == ("all", "весь регион", 3, 33)
    assert len(found["cases"]) == 33
    assert found["link"] == {"tp": "snow", "from": found["from"], "to": found["to"]}
    (town,) = asked(store, scope_for("head", "A", districts=("A",)), last=59)
    assert (town["district"], town["seen"]) == ("A", 11)
    some = (asked(store, last=59, districts=["A", "B", "C"]), asked(store, scope_for("head", "x", ("A", "B", "C")), 59))
    assert [{row["district"] for row in rows} for rows in some] == [{"A", "B", "C"}] * 2


def test_of_more_cases_than_a_signal_lists_the_newest_are_listed(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("queries.spikes.MOST_CASES", 2)
    with_news(store)
    (found,) = asked(store)
    assert found["cases"] == ["social:9010", "social:9011"]
    assert found["since"] <= day(NEWS + 0.36).isoformat() + "Z"


def test_what_happens_today_is_seen_before_the_day_is_over(store: Engine) -> None:
    with_news(store, until=NEWS + 0.47)  # 11:16; whole hours are counted, until 11:00
    (found,) = asked(store)
    assert found["is_running"]
    assert found["to"] == day(NEWS).date().isoformat()
    assert found["seen"] >= 9
    assert found["hours"] == 0  # the whole day rings already
    known = inflow(OPERATOR, Filters(), engine=store)
    assert known is not None and known.hours is not None
    row = list(zip(known.panel.topics, known.panel.districts, strict=True)).index(("smoke", "B"))
    assert known.hours.counts.shape[1] == 11
    assert known.hours.counts[row].sum() == known.panel.counts[row, -1] == found["seen"]
    assert known.hours.counts[row, 8:].sum() >= 9  # from 08:38 on


def test_each_sees_the_spikes_of_their_own_cases_and_texts_only_where_allowed(store: Engine) -> None:
    with_news(store)
    assert asked(store, scope_for("head", "A", districts=("A",))) == []
    (found,) = asked(store, scope_for("head", "B", districts=("B",)))
    assert found["texts"]
    (found,) = asked(store, scope_for("staff"))
    assert found["texts"] == []
    assert asked(store, Scope("x", "none")) == []


def test_filters_narrow_the_series_and_the_days(store: Engine) -> None:
    with_news(store)
    assert asked(store, topics=["snow"]) == []
    assert asked(store, channels=["pos"]) == []
    assert asked(store, last=NEWS - 3) == []
    assert len(asked(store, topics=["smoke"], districts=["B"])) == 1


@pytest.mark.parametrize("chosen", [[], ["smoke-2", "snow"]])
def test_a_signal_leads_to_the_very_cases_it_counts(duckdb_store: Engine, chosen: list[str]) -> None:
    """Also where a broad topic has cases of its own beside its finer ones, and where the filter leaves some out."""
    with_news(duckdb_store)
    with duckdb_store.begin() as connection:
        connection.execute(insert(topic).values(id="life", level_1="Быт"))
        if not chosen:
            connection.execute(update(case).where(case.c.topic_id == "smoke-2").values(topic_id="life"))
        beside = update(case).where(case.c.topic_id == "snow", case.c.filed_at >= day(NEWS))
        connection.execute(beside.values(topic_id="smoke-1", district_id="B"))
    (signal,) = asked(duckdb_store, topics=chosen)
    first, last = (date.fromisoformat(signal["link"][end]) for end in ("from", "to"))
    listed = from_params(signal["link"]).during(days_period(first, last, "UTC"))
    page = case_page(OPERATOR, listed, engine=duckdb_store)
    assert signal["seen"] == signal["behind"] == len(signal["cases"]) == page.total == 12
    assert signal["events"] == page.events == 11


def test_an_empty_store_has_no_spikes(store: Engine) -> None:
    assert asked(store) == []


def test_a_day_that_its_source_does_not_know_whole_is_not_judged(store: Engine) -> None:
    """A day-precision channel that ends the day before cannot say anything of the day itself."""
    load_region(store, {"A": 50_000})
    steady = [a_case(n, filed=n // 3, topic_id="x", district_id="A") for n in range(180)]
    today = [a_case(1_000 + n, filed=60, topic_id="x", district_id="A") for n in range(20)]
    load(store, [*steady, *today], until=60 - timedelta(seconds=1) / timedelta(days=1))
    assert asked(store) == []


@pytest.mark.parametrize(("settings", "words"), [({"colour": "1"}, "colour"), ({"fdr": "2"}, "between 0 and 1")])
def test_other_settings_are_refused(duckdb_store: Engine, settings: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        answer(Question("spikes", settings=settings), engine=duckdb_store)


def test_the_command_line_answers_in_json(
    duckdb_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", duckdb_url)
    open_store.cache_clear()
    with_news(open_store())
    assert main(["spikes", "--from", day(NEWS - 6).date().isoformat(), "--format", "json"]) == 0
    answered = json.loads(capsys.readouterr().out)
    open_store().dispose()
    open_store.cache_clear()
    assert [(row["topic"], row["district"]) for row in answered["rows"]] == [("smoke", "B")]


def test_the_planted_spike_is_found_where_and_when_it_was_planted(planted: PlantedRegion) -> None:
    truth = planted.truth["spike"]
    first, last = (date.fromisoformat(truth[edge]) for edge in ("from", "to"))
    period = days_period(first - timedelta(days=10), last + timedelta(days=10), planted.truth["timezone"])
    found = spikes(OPERATOR, Filters(period=period), engine=planted.engine)
    row = found.set_index(["topic", "district"]).loc[(truth["topic"], truth["district"])]
    assert row["seen"] >= 0.6 * truth["planted"]
    assert row["expected"] < 2 * truth["usual_week"]
    assert truth["from"] <= row["from"] <= row["to"] <= truth["to"]
    assert len(found) <= 5  # three weeks; real bursts of one event are among them
