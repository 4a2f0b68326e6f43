"""Polls: what is hidden stays hidden whoever asks and whatever is filtered; weights, complaints, groups of opinion."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine, update

from analysis.opinion_groups import counted
from queries.filters import Filters
from queries.opinions import without_small_groups
from queries.poll import opinions_of, polls
from queries.poll_results import participation
from queries.question import Question, answer
from queries.scope import scope_for
from store.record_tables import poll
from store.tables import case
from tests.pages import poll_store, small_store
from tests.pages.small_store import LAKE, QUIET, RIVER, TOWN
from tests.queries.polls_asked import results, votes

asked = partial(results, "snow")


@pytest.fixture
def region(store: Engine) -> Engine:
    small_store.fill(store, days=20)
    poll_store.fill(store)
    return store


def test_a_village_of_three_cannot_be_had_by_subtraction_filters_or_roles(region: Engine) -> None:
    """Tikhy has 2, 1 and 0 votes; Rechnoy, the next smallest, is hidden with it."""
    whole = asked(region)
    assert list(votes(whole, "snow|0").values()) == [652, 401, 200]  # with those of the hidden
    by_place = whole["districts"].set_index(["district_id", "option"])["votes"]
    assert by_place[QUIET].isna().all()
    assert by_place[RIVER].isna().all()
    assert by_place[TOWN].tolist() == [600, 300, 100]
    # Everything but the village, the village with another, the village alone, each as filter: sums with a hidden part
    # are not told.
    for places in ((QUIET,), (TOWN, LAKE, RIVER), (QUIET, TOWN), (QUIET, RIVER), (RIVER,)):
        found = asked(region, *places)
        assert list(votes(found, "snow|0").values()) == [None] * 3, places
        assert found["questions"]["voters"].isna().all()
    assert list(votes(asked(region, TOWN, LAKE), "snow|0").values()) == [630, 360, 160]
    for place in (QUIET, RIVER):
        assert list(votes(asked(region, role="head", own=place), "snow|0").values()) == [None] * 3
    people = whole["participation"].set_index("key")
    assert people.loc[QUIET, "state"] == people.loc[RIVER, "state"] == "hidden"
    assert people.loc[TOWN, "value"] == 2.5  # 1,000 of 400,000
    # 1,000 and 150 of 1,150 beside 400,000 and 60,000 of 460,000 residents: the same within chance.
    assert people.loc[[TOWN, LAKE], "part"].tolist() == pytest.approx([1000 / 1150, 150 / 1150])
    assert people.loc[[TOWN, LAKE], "part_residents"].tolist() == pytest.approx([400 / 460, 60 / 460])
    assert people["part"].notna().sum() == 2 and not people["side"].any()
    # What is left of the total is of two municipalities, never of one.
    assert 1253 - 1150 == 3 + 100


def test_where_more_took_part_than_live_there_is_told_beyond_chance_only() -> None:
    """A tenth of the residents and 30 of 100 who took part: 21.9 to 39.6 %; 12 of 100 where 15 % live is chance."""
    people = pd.DataFrame({"id": list("ABC"), "region": "52", "population": [10_000, 75_000, 15_000]})
    rows = pd.DataFrame(
        {"question_id": "q", "question_kind": "single", "district_id": list("ABC"), "votes": [30, 58, 12]}
    )
    rows = rows.assign(place=rows["district_id"], voters=float("nan"), hidden_place=False)
    assert participation(rows, people)["side"].tolist() == [1, -1, 0]


def test_weights_use_shown_municipalities_only(region: Engine) -> None:
    rows = asked(region)["weighted"].set_index("option")
    first = rows.loc["Вариант 1"]
    assert first["share"] == pytest.approx(630 / 1150)
    assert first["weighted"] == pytest.approx((0.6 * 400 + 0.2 * 60) / 460)
    town, lake = 400 / 460 / (1000 / 1150), 60 / 460 / (150 / 1150)
    worth = (1000 * town + 150 * lake) ** 2 / (1000 * town**2 + 150 * lake**2)
    assert first["effective_n"] == pytest.approx(worth)
    assert first["left_out"] == 2
    assert first["low"] < first["weighted"] < first["high"]


def test_the_answer_stands_beside_the_complaints(region: Engine) -> None:
    question = Question("poll", subject="snow", topics=["snow"], settings={"beside": "Вариант 1"})
    found = answer(question, engine=region)
    rows = {row["district_id"]: row for row in found["rows"]}
    rate = {row["key"]: row for row in answer(Question("rate", by="district", topics=["snow"]), engine=region)["rows"]}
    assert rows[TOWN]["rate"] == rate[TOWN]["value"]
    assert rows[TOWN]["share"] == 0.6
    assert rows[QUIET]["share"] is None
    assert (found["spearman"], found["n"]) == (None, 2)
    assert found["usual_share"] == pytest.approx(630 / 1150)
    with pytest.raises(ValueError, match="Name a topic"):
        answer(Question("poll", subject="snow", settings={"beside": "Вариант 1"}), engine=region)
    with pytest.raises(ValueError, match="no answer 'Да'"):
        answer(Question("poll", subject="snow", topics=["snow"], settings={"beside": "Да"}), engine=region)


def test_a_yes_to_one_question_is_no_yes_to_another(region: Engine) -> None:
    """«Вариант 1»: 10 and 20 % in the first question, 90 and 80 % in the second one of the same title."""
    poll_store.ask_twice(region)
    for option, share in (("twice|0|0", 30 / 200), ("twice|1|0", 170 / 200)):
        found = answer(Question("poll", subject="twice", topics=["snow"], settings={"beside": option}), engine=region)
        assert found["usual_share"] == pytest.approx(share)
        assert len(found["rows"]) == 2
    with pytest.raises(ValueError, match=r"several questions have the answer 'Вариант 1'; name one of 'twice\|0\|0'"):
        answer(Question("poll", subject="twice", topics=["snow"], settings={"beside": "Вариант 1"}), engine=region)


def test_an_option_with_more_votes_than_people_has_no_weighted_share(region: Engine) -> None:
    """40 people each in the town (400,000) and at the lake (60,000). 60 votes of 40 people: the source counts something
    else; 20 and 10 of 40: (0.5 × 400 + 0.25 × 60) ÷ 460."""
    poll_store.ask_for_several(region, town=(60, 20), lake=(10, 10))
    rows = results("several", region)["weighted"].set_index("option")
    assert rows.loc["Вариант 1", ["share", "weighted", "low", "high"]].isna().all()
    assert rows.loc["Вариант 2", "weighted"] == pytest.approx((0.5 * 400 + 0.25 * 60) / 460)
    assert rows.loc["Вариант 2", "share"] == 30 / 80


def test_two_chosen_municipalities_do_not_hold_the_whole_region(region: Engine) -> None:
    """The town and the lake have 400,000 and 60,000 of 499,000 residents, whatever is filtered."""
    for found in (asked(region), asked(region, TOWN, LAKE)):
        assert found["weighted"]["covered"].tolist() == pytest.approx([460 / 499] * 3)


def test_answer_and_complaints_disagree_where_both_are_beyond_chance(region: Engine) -> None:
    """All complain about snow at the lake (20 % for the first answer) and nobody in the town (60 %): 54.8 % and the
    cases of both among 460,000 residents are the whole. The river's answers are hidden: it is no part of either.
    """
    with region.begin() as connection:
        moved = update(case).where(case.c.topic_id == "snow", case.c.district_id == TOWN).values(district_id=LAKE)
        connection.execute(moved)
    question = Question("poll", subject="snow", topics=["snow"], settings={"beside": "Вариант 1"})
    found = answer(question, engine=region)
    rows = {row["district_id"]: row for row in found["rows"]}
    assert {place for place, row in rows.items() if row["disagree"]} == {TOWN, LAKE}
    assert [rows[TOWN][side] for side in ("answer_side", "rate_side")] == [1, -1]
    assert [rows[LAKE][side] for side in ("answer_side", "rate_side")] == [-1, 1]
    assert rows[RIVER]["cases"] > 0
    assert found["usual_rate"] == pytest.approx(10_000 * rows[LAKE]["cases"] / 460_000)
    alone = answer(replace(question, districts=[LAKE]), engine=region)
    assert (alone["usual_share"], alone["usual_rate"], alone["rows"][0]["disagree"]) == (None, None, False)


def test_polls_of_a_territory_or_an_authority(region: Engine) -> None:
    staff = scope_for("staff")
    assert set(polls(staff, Filters(districts=(TOWN,)), engine=region)["id"]) == {"yard", "park", "snow", "bus", "mark"}
    assert "budget" in set(polls(staff, Filters(districts=(RIVER,)), engine=region)["id"])
    assert polls(staff, Filters(agencies=("roads",)), engine=region).empty
    listed = polls(staff, Filters(), engine=region).set_index("id")
    assert listed.loc["park", "votes"] == 40_002
    people = {id: None if pd.isna(n) else int(n) for id, n in listed["voters"].items()}
    in_polls = {"yard": 183, "snow": 1_253, "bus": 80, "mark": 100}  # as each of them says when it is opened
    assert people == in_polls | {"park": None, "budget": None}


def test_the_seattle_consultation_has_the_two_groups_its_summary_states(
    duckdb_store: Engine, real_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from intake.load import load_file

    monkeypatch.setenv("SVODKA_SALT", "salt of the tests")
    folder = real_data / "polls" / "seattle_15_per_hour"
    for name in ("comments", "votes"):
        load_file(folder / f"{name}.csv", engine=duckdb_store)
    stated = dict(line.split(",", 1) for line in (folder / "summary.csv").read_text().splitlines())
    found = opinions_of("polis:2demo", scope_for("staff"), engine=duckdb_store)
    assert len(found["groups"]) == int(stated["groups"]) == 2
    assert found["groups"]["people"].tolist() == [91, 47]
    rows = found["statements"]
    against = rows[rows["represents"] & rows["text"].str.contains("super hard for small businesses")]
    assert against["group"].tolist() == [1]
    assert set(found["people"].columns) == {"x", "y", "group"}  # nobody is named
    asked_for = answer(Question("poll", subject="polis:2demo", settings={"groups": "1"}), engine=duckdb_store)
    assert len(asked_for["rows"]) == len(rows)


def test_a_group_of_two_on_a_statement_is_hidden_with_the_next_smallest() -> None:
    """Of 2, 6 and 9 votes the 9 stays; of 4 and 30 both go, for the 4 are the others of the 30; 5 and 6 stay."""
    votes = pd.DataFrame(float("nan"), index=range(60), columns=["three", "two", "enough"])
    groups = pd.Series([0] * 30 + [1] * 20 + [2] * 10)
    for statement, people in {"three": (9, 6, 2), "two": (30, 4, 0), "enough": (5, 6, 0)}.items():
        for first, n in zip((0, 30, 50), people, strict=True):
            votes.loc[first : first + n - 1, statement] = 1.0
    found = without_small_groups(counted(votes, groups)).set_index(["statement", "group"])
    shown = found.loc[found["state"] == "value", "voted"]
    assert {key: n for key, n in shown.items() if n} == {("three", 0): 9, ("enough", 0): 5, ("enough", 1): 6}
    hidden = found[found["state"] == "hidden"]
    assert hidden[["agrees", "disagrees", "passes", "share", "others", "z", "side"]].isna().all(axis=None)
    assert not hidden["represents"].any()


def test_a_consultation_of_three_people_is_not_counted_in_the_list(duckdb_store: Engine) -> None:
    small_store.fill(duckdb_store, days=2)
    poll_store.consult(duckdb_store)
    with duckdb_store.begin() as connection:
        connection.execute(update(poll).values(voters=3))
    assert polls(scope_for("staff"), Filters(), engine=duckdb_store)["voters"].isna().all()
    assert results("talk", duckdb_store)["poll"]["voters"] is None


def test_statements_without_votes_have_no_groups(duckdb_store: Engine) -> None:
    small_store.fill(duckdb_store, days=2)
    poll_store.fill(duckdb_store)
    with pytest.raises(ValueError, match="nobody's votes on statements are loaded"):
        opinions_of("yard", scope_for("staff"), engine=duckdb_store)
