"""Links between the cases of one event, in the store: kept apart from what sources state, counted, taken back."""

import pandas as pd
import pytest
from sqlalchemy import Engine, insert, select

from intake.linking import link_events
from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from store.tables import case_link, topic
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


def _links(engine: Engine) -> pd.DataFrame:
    with engine.connect() as connection:
        rows = connection.execute(select(case_link).order_by(*case_link.c)).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=["event_id", "case_id", "reason"])
