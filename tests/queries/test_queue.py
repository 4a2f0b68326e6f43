"""The queue: who is in it, why, in which order, and that its pages hold everybody once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

from queries.filters import Filters
from queries.queue import REASONS, Limits, queue
from queries.scope import scope_for
from store.tables import case_link
from tests.queries.test_spikes import NEWS, with_news
from tests.sample_cases import a_case, day, load, load_region

OPERATOR = scope_for("operator")
THURSDAY = 14.5  # 15 January 2026, noon


def reasons(store: Engine, **limits: float) -> dict[str, list[str]]:
    page = queue(OPERATOR, Filters(), limits=Limits(**limits), engine=store)
    return dict(zip(page.rows["id"], page.rows["reasons"], strict=True))


def test_each_reason_brings_a_case_into_the_queue_in_its_turn(store: Engine) -> None:
    in_hand = {"agency_id": "roads"}
    load(
        store,
        [
            a_case(1, due=40, reach=50_000, **in_hand),
            a_case(2, due=40, repeat_review=True, **in_hand),
            a_case(3, due=40, filed=12),
            a_case(4, due=14, **in_hand),
            a_case(5, due=13, **in_hand),
            a_case(6, due=12, state="reopened"),
            a_case(7, due=40, **in_hand),  # nothing is wrong with it
            a_case(8, due=3, closed=4, reach=50_000),  # closed, though late
        ],
        until=THURSDAY,
    )
    found = reasons(store)
    assert list(found) == ["pos:6", "pos:5", "pos:4", "pos:3", "pos:2", "pos:1"]
    assert found["pos:6"] == ["overdue", "unassigned", "returned"]
    assert [found[f"pos:{n}"] for n in (5, 4, 3, 2, 1)] == [
        ["overdue"],
        ["due_soon"],
        ["unassigned"],
        ["returned"],
        ["wide_reach"],
    ]
    assert list(reasons(store, hours=0)) == ["pos:6", "pos:5", "pos:3", "pos:2", "pos:1"]
    assert "pos:1" not in reasons(store, reach=60_000)
    assert "pos:3" not in reasons(store, unassigned=72)


def test_days_off_do_not_count_before_a_deadline(store: Engine) -> None:
    """Seen on Friday at noon, a deadline on Monday at ten is near: only a day's hours lie between."""
    load_region(store, {"A": 1})
    monday = a_case(1, agency_id="x") | {"due_at": day(18 + 10 / 24)}
    later = a_case(2, agency_id="x") | {"due_at": day(18 + 14 / 24)}
    load(store, [monday, later], until=15.5)
    assert reasons(store) == {"pos:1": ["due_soon"]}


def test_the_cases_of_a_spike_resonate(store: Engine) -> None:
    with_news(store)
    page = queue(OPERATOR, Filters(), reasons=["resonance"], limits=Limits(unassigned=1_000), engine=store)
    assert {f"social:{9_000 + n}" for n in range(12)} <= set(page.rows["id"])
    assert page.counts["resonance"] == page.total == page.told["resonance"] + 1  # two of them are one event
    assert (page.rows["filed_at"] >= day(NEWS)).all()


def test_the_queue_knows_scope_filters_and_texts(store: Engine) -> None:
    load_region(store, {"A": 1, "B": 1})
    cases = [a_case(1, due=5, district_id="A"), a_case(2, due=6, district_id="B"), a_case(3, due=4, topic_id="x")]
    load(store, cases, until=THURSDAY, texts={"pos:1": "Яма"})

    def ids(scope_of: str = "operator", filters: Filters | None = None) -> list[str]:
        scope = scope_for(scope_of, districts=("A",)) if scope_of == "head" else scope_for(scope_of)
        return list(queue(scope, filters or Filters(), engine=store).rows["id"])

    assert ids() == ["pos:3", "pos:1", "pos:2"]
    assert ids("head") == ["pos:1"]
    assert ids(filters=Filters(districts=("B",))) == ["pos:2"]
    texts = {
        role: queue(scope_for(role), Filters(districts=("A",)), engine=store).rows["text"][0]
        for role in ("operator", "staff")
    }
    assert texts["operator"] == "Яма"
    assert not isinstance(texts["staff"], str)


@settings(max_examples=8)
@given(
    st.lists(st.tuples(st.sampled_from([5, 6, 14, 14.2]), st.booleans(), st.booleans()), max_size=12), st.integers(1, 5)
)
def test_pages_of_any_size_hold_everybody_once_in_order(
    reused_store: Engine, made: list[tuple[float, bool, bool]], size: int
) -> None:
    cases = [
        a_case(n, due=due, agency_id=None if nobody else "x", state="reopened" if back else "in_progress")
        for n, (due, nobody, back) in enumerate(made)
    ]
    with reused_store.begin() as connection:
        for table in ('"case"', "import_batch"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    load(reused_store, cases, until=THURSDAY)
    whole = list(queue(OPERATOR, Filters(), engine=reused_store).rows["id"])
    found, after = [], None
    while True:
        page = queue(OPERATOR, Filters(), after=after, limit=size, engine=reused_store)
        found += list(page.rows["id"])
        if (after := page.next) is None:
            break
    assert found == whole
    assert len(found) == page.total == len(cases)


def test_a_reason_nobody_knows_is_refused(duckdb_store: Engine) -> None:
    with pytest.raises(ValueError, match=", ".join(REASONS)):
        queue(OPERATOR, Filters(), reasons=["boredom"], engine=duckdb_store)
    assert queue(OPERATOR, Filters(), engine=duckdb_store).total == 0


def test_cases_that_wait_and_tell_of_one_event_are_one_event(store: Engine) -> None:
    load(store, [a_case(n, due=13, agency_id="x") for n in (1, 2, 3)] + [a_case(4, due=3, closed=4)], until=THURSDAY)
    links = [{"event_id": "storm", "case_id": f"pos:{n}", "reason": "near"} for n in (1, 2, 4)]
    with store.begin() as connection:
        connection.execute(insert(case_link), links)
    page = queue(OPERATOR, Filters(), limit=1, engine=store)
    assert (page.total, page.events) == (3, 2)
