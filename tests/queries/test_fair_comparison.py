"""Funnels, ranks, expectations, ratings and transfers over a store, and what a head sees of other municipalities."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from queries.expected import expected
from queries.filters import Filters
from queries.funnel import funnel
from queries.measure import measure
from queries.question import Question, answer
from queries.ranks import ranks
from queries.rating import components, rating
from queries.scope import NOBODY, scope_for
from queries.transfers import advice_of, pairs, received, time_lost
from queries.units import Comparison
from store.tables import agency, case, channel, topic
from tests.sample_cases import a_case, day, load, load_region

STAFF, ALL = scope_for("staff"), Filters()
HEAD = scope_for("head", "A", districts=("A",))
DISTRICTS, AGENCIES = (Comparison(STAFF, ALL, "on_time", by) for by in ("district", "agency"))
ROLLED_UP = replace(AGENCIES, rollup=True)
PEOPLE = {"A": 5_000, "B": 12_000, "C": 15_000, "D": 300_000}


@pytest.fixture
def region(store: Engine) -> Engine:
    """Four municipalities: A 20 of 22 on time, B 50 of 60, C 3 of 3, D 0 of 40; agencies X (a region's body) and Y
    (an institution below it).
    """
    load_region(store, PEOPLE)
    with store.begin() as connection:
        for key, kind, parent in (("X", "region_body", None), ("Y", "institution", "X")):
            connection.execute(
                insert(agency).values(id=key, region="52", name_ru=f"Орган {key}", kind=kind, parent_id=parent)
            )
        connection.execute(insert(topic).values(id="T", level_1="Дороги"))
    cases: list[dict[str, Any]] = []
    for district, good, late in (("A", 20, 2), ("B", 50, 10), ("C", 3, 0), ("D", 0, 40)):
        for number in range(good + late):
            closed = 5 if number < good else 9
            cases.append(
                a_case(len(cases), filed=0, closed=closed, due=6, district_id=district, topic_id="T",
                       agency_id="Y" if number % 2 else "X", agency_received_id="X", rating=5 if number % 3 else 1)
            )  # fmt: skip
    load(store, cases, until=60)
    return store


def test_classes_keep_the_large_from_the_small_and_sums_are_kept(region: Engine) -> None:
    rows = funnel(region, DISTRICTS).set_index("key")
    assert rows["group"].to_dict() == {"A": "0–20000", "B": "0–20000", "C": "0–20000", "D": "100000+"}
    assert rows["target"]["A"] == pytest.approx(73 / 85)
    whole = measure("on_time", STAFF, ALL, engine=region).iloc[0]
    assert (rows["numerator"].sum(), rows["denominator"].sum()) == (whole["numerator"], whole["denominator"])
    assert rows["value"]["D"] == 0
    assert rows["signal"]["C"] == "small"


def test_a_rate_is_told_per_ten_thousand(region: Engine) -> None:
    rows = funnel(region, replace(DISTRICTS, metric_id="rate", classes="none")).set_index("key")
    assert rows["value"]["A"] == pytest.approx(44)
    assert rows["target"]["A"] == pytest.approx(125 / 332_000 * 10_000)
    assert rows["signal"]["D"] == "below"


def test_classes_by_load_are_of_messages_whatever_is_compared(region: Engine) -> None:
    wanted = {"A": "0–31", "B": "31–101", "C": "0–31", "D": "31–101"}
    for metric in ("on_time", "satisfaction", "rate"):
        rows = funnel(region, replace(DISTRICTS, metric_id=metric, classes="load")).set_index("key")
        assert rows["group"].to_dict() == wanted, metric


def test_an_agency_answers_for_those_below_it_when_rolled_up(region: Engine) -> None:
    alone = funnel(region, AGENCIES).set_index("key")
    together = funnel(region, ROLLED_UP).set_index("key")
    assert set(alone["group"]) == {"region_body", "institution"}
    assert together["group"].to_dict() == alone["group"].to_dict(), "who is below another stays in the list"
    assert together["denominator"].to_dict() == {"X": alone["denominator"].sum(), "Y": alone["denominator"]["Y"]}


def test_rolled_up_no_case_counts_twice_in_what_is_usual(region: Engine) -> None:
    with region.begin() as connection:
        connection.execute(agency.update().where(agency.c.id == "Y").values(kind="region_body"))
    rows = funnel(region, ROLLED_UP).set_index("key")
    assert rows["is_top"].to_dict() == {"X": True, "Y": False}
    assert rows["target"].to_list() == pytest.approx([73 / 125] * 2)
    only_x = funnel(region, replace(ROLLED_UP, scope=scope_for("head", "X", agencies=("X",))))
    assert not only_x["own"].any(), "the tree less the own cases would tell those of Y"


def test_a_perfect_three_of_three_is_unranked_and_listed(region: Engine) -> None:
    rows = ranks(region, replace(DISTRICTS, classes="none")).set_index("key")
    # at least 72.2 % of A (20 of 22) and 72.0 % of B (50 of 60) are on time
    assert rows["rank"].dropna().to_dict() == {"A": 1, "B": 2, "D": 3}
    assert "C" not in rows["rank"].dropna()
    assert set(rows["of"]) == {3}


def test_one_kind_of_case_expects_the_crude_share(region: Engine) -> None:
    rows = expected(region, DISTRICTS).set_index("key")
    assert rows["expected_value"].to_list() == pytest.approx([73 / 125] * 4)
    assert rows["expected"].sum() == pytest.approx(73)


def test_work_and_index_are_each_agency_s_own_whoever_is_below_it(region: Engine) -> None:
    assert expected(region, ROLLED_UP).equals(expected(region, AGENCIES))
    index = AGENCIES.of("ministry_2025")
    assert rating(region, replace(index, rollup=True)).equals(rating(region, index))


def test_a_head_sees_the_own_municipality_exactly_and_others_coarsely(region: Engine) -> None:
    rows = funnel(region, replace(DISTRICTS, scope=HEAD)).set_index("key")
    assert (rows["numerator"]["A"], rows["denominator"]["A"]) == (20, 22)
    assert rows["state"]["C"] == "hidden"
    assert rows["state"]["B"] == "hidden", "A is known and the total is: one hidden group could be subtracted"
    assert rows.loc[["B", "C"], ["value", "numerator", "denominator", "low", "p", "low_95"]].isna().all(axis=None)
    assert rows["denominator"]["D"] == 40


@pytest.mark.parametrize("question", ["funnel", "ranks", "expected"])
def test_no_small_number_of_another_municipality_reaches_a_head(region: Engine, question: str) -> None:
    told = answer(Question(question, subject="on_time", by="district", role="head", who="A"), engine=region)
    (small,) = [row for row in told["rows"] if row["key"] == "C"]
    numbers = {name for name, value in small.items() if isinstance(value, float | int) and not isinstance(value, bool)}
    assert numbers <= {"population", "target", "of", "rank", "rank_low", "rank_high"}


def test_without_rights_nothing_is_compared(region: Engine) -> None:
    rows = funnel(region, replace(AGENCIES, scope=NOBODY))
    assert rows["denominator"].sum() == 0


def test_a_rating_shows_what_each_part_gives(region: Engine) -> None:
    rows = rating(region, replace(DISTRICTS, metric_id="ministry_2025", classes="none")).set_index("key")
    # A answers in 5 days: 100 points of 50 %; 15 of 22 ratings are good: beyond the target, 100 points too
    assert rows["contribution_time_to_answer"]["A"] == pytest.approx(50)
    assert rows["index"]["A"] == pytest.approx(
        rows.loc["A", ["contribution_time_to_answer", "contribution_satisfaction"]].sum()
    )
    assert "C" not in rows["index"].dropna()


def test_days_of_a_rating_are_days_where_the_sources_know_hours(region: Engine) -> None:
    with region.begin() as connection:
        connection.execute(case.update().values(channel="social", precision="minute"))
        connection.execute(channel.update().where(channel.c.code == "social").values(data_until=day(60)))
    networks = replace(DISTRICTS, metric_id="ministry_2025", filters=Filters(channels=("social",)))
    rows = rating(region, networks).set_index("key")
    assert rows["time_to_answer"]["A"] == pytest.approx(5), "120 hours are not 120 days"
    assert rows["points_time_to_answer"]["A"] == 100


def test_a_region_writes_its_own_rating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_SETTINGS", str(tmp_path))
    file = tmp_path / "rating.toml"
    file.write_text("[ours.components.on_time]\nweight = 1\nworst = 0.5\nbest = 1\n", encoding="utf-8")
    assert [(part.name, part.weight) for part in components("ours")] == [("on_time", 1.0)]
    file.write_text("[ours.components.on_time]\nweight = 'much'\nworst = 0.5\nbest = 1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="on_time: weight, worst and best must be numbers"):
        components("ours")


def test_transfers_are_counted_once_and_cost_their_difference(region: Engine) -> None:
    every = pairs(region, STAFF, ALL).set_index("now")["cases"].to_dict()
    assert every == {"X": 63, "Y": 62}
    assert received(region, STAFF, ALL).to_dict("records") == [{"key": "X", "cases": 125, "left": 62}]
    told = answer(Question("transfers"), engine=region)
    assert told["known"] == 125
    assert told["moved"] == told["rows"][0]["cases"] == every["Y"]
    assert told["rows"][0]["now_ru"] == "Орган Y"
    # of the 63 direct ones 37 took 5 days, of the 62 moved ones 36: both medians are 5
    assert time_lost(region, STAFF, ALL)[["direct", "moved", "lost"]].to_dict("records") == [
        {"direct": 63, "moved": 62, "lost": 0}
    ]
    assert advice_of(region, STAFF, ALL).empty


def test_what_sending_on_costs_is_told_of_each_channel(store: Engine) -> None:
    load_region(store, PEOPLE)
    with store.begin() as connection:
        for key in ("X", "Y"):
            connection.execute(insert(agency).values(id=key, region="52", name_ru=key, kind="institution"))
        connection.execute(insert(topic).values(id="T", level_1="Дороги"))
    # of the platform 30 direct in 6 days and 10 moved in 8, of networks 10 direct in 1 day and 30 moved in 2: both lose
    groups = (("pos", "X", 30, 6), ("pos", "Y", 10, 8), ("social", "X", 10, 1), ("social", "Y", 30, 2))
    cases = [
        a_case(100 * place + number, channel=channel, agency_id=now, agency_received_id="X", topic_id="T", closed=days)
        for place, (channel, now, many, days) in enumerate(groups)
        for number in range(many)
    ]
    load(store, cases)
    told = time_lost(store, STAFF, ALL)[["channel", "direct", "moved", "lost"]].to_dict("records")
    assert told == [
        {"channel": "pos", "direct": 30, "moved": 10, "lost": 2},
        {"channel": "social", "direct": 10, "moved": 30, "lost": 1},
    ], "taken together the medians are 6 and 2 days: sending on would save four"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (Question("funnel"), "funnel of which metric"),
        (Question("funnel", subject="on_time", by="topic"), "compare by one of agency, district"),
        (Question("funnel", subject="time_to_answer", by="agency"), "a funnel needs one"),
        (Question("ranks", subject="received", by="agency"), "cannot be compared; choose one of on_time"),
        (Question("ranks", subject="rate", by="district"), "neither good nor bad"),
        (Question("rating", subject="luck"), "unknown rating 'luck'"),
        (Question("funnel", subject="on_time", by="district", settings={"classes": "luck"}), "unknown classes 'luck'"),
    ],
)  # fmt: skip
def test_a_wrong_comparison_says_what_to_change(duckdb_store: Engine, question: Question, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        answer(question, engine=duckdb_store)


def test_where_no_topic_is_known_season_and_channel_are_what_is_usual(region: Engine) -> None:
    with region.begin() as connection:
        connection.execute(case.update().values(topic_id=None))
    rows = expected(region, DISTRICTS).set_index("key")
    assert rows["numerator"].to_dict() == {"A": 20, "B": 50, "C": 3, "D": 0}
    assert rows["expected"]["D"] == pytest.approx(40 * 73 / 125)


def test_a_head_is_told_too_few_exactly_where_the_number_told_is_too_few(store: Engine) -> None:
    """Others have 6 to 14 cases, told in steps of five; of each one is of a kind that nobody else has."""
    sizes = dict(zip("BCDEFGHIJ", range(6, 15), strict=True))
    load_region(store, {"A": 5_000, **dict.fromkeys(sizes, 12_000)})
    with store.begin() as connection:
        for key in ("common", *sizes):
            connection.execute(insert(topic).values(id=key, level_1=key))
    kinds = [(key, key if not n else "common") for key, size in sizes.items() for n in range(size)]
    kinds += [("A", "common")] * 9
    cases = [
        a_case(n, filed=0, closed=5 if n % 3 else 9, due=6, district_id=key, topic_id=kind)
        for n, (key, kind) in enumerate(kinds)
    ]
    load(store, cases, until=60)
    rows = expected(store, replace(DISTRICTS, scope=HEAD)).set_index("key")
    assert rows["denominator"].to_dict() == {
        "A": 9, "B": 5, "C": 5, "D": 5, "E": 5, "F": 10, "G": 10, "H": 10, "I": 15, "J": 15,
    }  # fmt: skip
    assert set(rows.index[rows["signal"] == "small"]) == {*"ABCDE"}
