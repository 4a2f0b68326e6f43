"""Links between the cases of one event, in the store: kept apart from what sources state, counted, taken back."""

import random
from datetime import timedelta
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select

from analysis.events import SPAN
from intake import linking
from intake.linking import MARGIN, link_around, link_events, touched_by
from intake.matching import add_alias
from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from store.tables import case, case_link, topic
from tests.sample_cases import a_case, load, load_region

STAFF = scope_for("staff")
PLACE = {"district_id": "A", "topic_id": "T", "address": "Город, улица Садовая, 4"}


@pytest.fixture
def reported(store: Engine) -> Engine:
    """Three cases of one burst pipe in three channels, one of another house; a statutory appeal states its message."""
    load_region(store, {"A": 5_000})
    with store.begin() as connection:
        connection.execute(insert(topic).values(id="T", level_1="ЖКХ", level_2="Вода"))
    load(
        store,
        [
            a_case(1, **PLACE), a_case(2, channel="social", filed=1, **PLACE),
            a_case(3, channel="call_122", filed=1, district_id="A", topic_id="T"),
            a_case(4, **PLACE | {"address": "Город, улица Садовая, 40"}),
            a_case(5, channel="statutory", filed=3, district_id="A"),
        ],
        texts={"call_122:3": "Прорвало трубу на улице Садовой, 4, заливает двор"},
    )  # fmt: skip
    with store.begin() as connection:
        for one in ("pos:1", "statutory:5"):
            connection.execute(insert(case_link).values(event_id="pos:1", case_id=one, reason="source"))
    return store


def test_appeals_and_events_are_both_counted(reported: Engine) -> None:
    assert link_events(reported) == {"cases": 5, "events": 1, "linked": 4}
    row = measure("events", STAFF, Filters(), engine=reported).iloc[0]
    assert (row["value"], row["denominator"], row["left_out"]) == (2, 5, 3)
    assert measure("received", STAFF, Filters(), engine=reported).iloc[0]["value"] == 5


def test_an_event_counts_in_every_channel_that_reports_it(reported: Engine) -> None:
    link_events(reported)
    rows = measure("events", STAFF, Filters(), by="channel", engine=reported).set_index("key")["value"]
    assert rows.to_dict() == {"pos": 2, "social": 1, "call_122": 1, "statutory": 1}


def test_linking_again_changes_nothing_and_keeps_what_the_source_stated(reported: Engine) -> None:
    link_events(reported)
    before = _links(reported)
    link_events(reported)
    pd.testing.assert_frame_equal(before, _links(reported))
    assert (before["reason"] == "source").sum() == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 2)), min_size=2, max_size=25),
    batches=st.integers(2, 4), order=st.randoms(use_true_random=False), margin=st.sampled_from([SPAN, MARGIN]),
)  # fmt: skip
def test_file_by_file_gives_the_links_of_one_look_at_everything(
    linked_store: Engine, days: list[tuple[int, int]], batches: int, order: random.Random, margin: timedelta
) -> None:
    places = [{"district_id": "A", "topic_id": "T", "address": f"Город, улица Садовая, {house}"} for house in (1, 2)]
    rows = [a_case(number, filed=at, **places[house - 1]) for number, (at, house) in enumerate(days)]
    order.shuffle(rows)
    with linked_store.begin() as connection:
        for table in (case, case_link):
            connection.execute(delete(table))
    with patch.object(linking, "MARGIN", margin):  # the smallest has to be widened
        for batch in range(batches):
            with linked_store.begin() as connection:
                for row in rows[batch::batches]:
                    connection.execute(insert(case).values(row | {"batch_id": batch + 1}))
                if period := touched_by(connection, batch + 1):
                    link_around(connection, *period)
    step_by_step = _links(linked_store)
    link_events(linked_store)
    pd.testing.assert_frame_equal(step_by_step, _links(linked_store))


@pytest.fixture
def linked_store(store: Engine) -> Engine:
    load_region(store, {"A": 5_000})
    with store.begin() as connection:
        connection.execute(insert(topic).values(id="T", level_1="ЖКХ", level_2="Вода"))
    return store


def _links(engine: Engine) -> pd.DataFrame:
    with engine.connect() as connection:
        rows = connection.execute(select(case_link).order_by(*case_link.c)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=["event_id", "case_id", "reason"])


@pytest.mark.parametrize(("kind", "unnamed"), [("district", "district_id"), ("topic", "topic_id")])
def test_a_name_that_becomes_known_links_the_cases_that_bear_it(reported: Engine, kind: str, unnamed: str) -> None:
    """The burst pipe was also written of under a name nobody knew, and once again a year later."""
    late = [
        a_case(n, filed=day, **PLACE | {unnamed: None, f"{kind}_source": "Столица"}) for n, day in ((6, 1), (7, 400))
    ]
    with reported.begin() as connection:
        connection.execute(insert(case), [dict.fromkeys(case.c.keys()) | row for row in late])
    link_events(reported)
    with reported.begin() as connection:
        assert add_alias(connection, kind, "52", "столица", {"district": "A", "topic": "T"}[kind]) == 2
        linked = set(
            connection.execute(select(case_link.c.case_id).where(case_link.c.reason == "similarity")).scalars()
        )
    assert linked == {"pos:1", "social:2", "call_122:3", "pos:6", "statutory:5"}
    assert link_events(reported)["linked"] == len(linked)
