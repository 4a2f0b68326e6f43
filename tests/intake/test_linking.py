"""Links between the cases of one event, in the store: kept apart from what sources state, counted, taken back."""

from datetime import date
from functools import partial
from typing import Any
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, literal, select

from analysis.events import SPAN
from intake import linking
from intake.linking import link_around, link_events, touched_by
from intake.links import linked_cases
from intake.matching import add_alias, normalise
from intake.reference.reforms_by_hand import enter_by_hand, take_back_by_hand
from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from store.tables import case, case_link, case_text, district_alias, import_batch, topic, undo_case
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


FACTS = st.tuples(st.integers(0, 40), st.integers(1, 2), st.sampled_from(["T", "T", "U", None]), st.booleans())
FILES = st.lists(st.dictionaries(st.integers(0, 14), FACTS, min_size=1, max_size=9), min_size=2, max_size=4)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES, stated=st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=3))
def test_file_by_file_gives_the_links_of_one_look_at_everything(
    linked_store: Engine, files: list[dict[int, tuple[int, int, str | None, bool]]], stated: list[tuple[int, int]]
) -> None:
    with linked_store.begin() as connection:
        for table in (case, case_text, case_link, undo_case):
            connection.execute(delete(table))
        for one, other in stated:
            connection.execute(insert(case_link).values(event_id=f"pos:{one}", case_id=f"pos:{other}", reason="source"))
    for batch, rows in enumerate(files, 1):
        with linked_store.begin() as connection:
            for number, facts in rows.items():
                _file(connection, batch, number, *facts)
            # The margin has to be widened; there are more than are read at first, or too many to try.
            with patch.multiple(linking, MARGIN=SPAN / 2, AT_FIRST=3, FEW=3, AT_ONCE=3):
                link_around(connection, touched_by(connection, batch))
    step_by_step = _links(linked_store)
    with patch.object(linking, "AT_ONCE", 3):  # looks at some days after some days
        link_events(linked_store)
    pd.testing.assert_frame_equal(step_by_step, _links(linked_store))


def test_a_new_case_looks_up_the_links_around_it_and_not_those_of_years(linked_store: Engine) -> None:
    """Twenty pairs, one each fortnight; a source links the first with the last; then one more case comes."""
    rows = [a_case(2 * n + k, filed=14 * n, **PLACE | {"batch_id": 1}) for n in range(20) for k in (0, 1)]
    new = a_case(99, filed=14 * 10 + 1, **PLACE | {"batch_id": 2})
    with linked_store.begin() as connection:
        connection.execute(insert(case), [dict.fromkeys(case.c.keys()) | row for row in rows])
        connection.execute(insert(case_link).values(event_id="pos:38", case_id="pos:0", reason="source"))
    link_events(linked_store)
    looked_up: list[int] = []

    def counted(*asked: Any) -> pd.DataFrame:
        found = linked_cases(*asked)
        looked_up.append(len(found))
        return found

    with linked_store.begin() as connection, patch.object(linking, "linked_cases", counted):
        connection.execute(insert(case).values(new))
        link_around(connection, touched_by(connection, 2, only_new=True))
    assert looked_up == [2]
    step_by_step = _links(linked_store)
    assert step_by_step.loc[step_by_step["case_id"] == "pos:99", "event_id"].tolist() == ["pos:20"]
    link_events(linked_store)
    pd.testing.assert_frame_equal(step_by_step, _links(linked_store))


def _file(
    connection: Connection, batch: int, number: int, day: int, house: int, kind: str | None, says_it: bool
) -> None:
    """A case comes, or comes again and is another; `says_it`: where it is stands in its text, not in an address."""
    key = f"pos:{number}"
    before = insert(undo_case).from_select(
        [*(c.name for c in case.columns), "undo_batch"], select(*case.columns, literal(batch)).where(case.c.id == key)
    )
    connection.execute(before)
    connection.execute(delete(case).where(case.c.id == key))
    connection.execute(delete(case_text).where(case_text.c.case_id == key))
    address = None if says_it else f"Город, улица Садовая, {house}"
    row = a_case(number, filed=day, district_id="A", topic_id=kind, address=address, batch_id=batch)
    connection.execute(insert(case).values(row))
    if says_it:
        text = f"На улице Садовой, {house} опять прорвало трубу"
        connection.execute(insert(case_text).values(case_id=key, text=text))


@pytest.fixture
def linked_store(store: Engine) -> Engine:
    load_region(store, {"A": 5_000, "B": 4_000})
    with store.begin() as connection:
        for place in "AB":
            known = {"region": "52", "alias": normalise(f"Район {place}"), "district_id": place, "origin": "boundaries"}
            connection.execute(insert(district_alias).values(known))
        connection.execute(insert(topic).values(id="T", level_1="ЖКХ", level_2="Вода"))
        connection.execute(insert(topic).values(id="U", level_1="ЖКХ", level_2="Тепло"))
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


MOVERS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 2), st.sampled_from("AB")), min_size=2, max_size=10)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=MOVERS)
def test_a_reform_entered_or_taken_back_leaves_the_links_of_one_look_at_everything(
    linked_store: Engine, facts: list[tuple[int, int, str]]
) -> None:
    """Two municipalities of one street become one, and two again."""
    rows = [
        a_case(n, filed=day, topic_id="T", address=f"Город, улица Садовая, {house}", batch_id=1)
        | {"district_id": place, "district_source": f"Район {place}"}
        for n, (day, house, place) in enumerate(facts)
    ]
    with linked_store.begin() as connection:
        for table in (case, case_text, case_link, import_batch):
            connection.execute(delete(table))
        connection.execute(insert(case), [dict.fromkeys(case.c.keys()) | row for row in rows])
    link_events(linked_store)
    for step in (
        partial(enter_by_hand, old="A", new="B", day=date(2025, 1, 1)),
        partial(take_back_by_hand, old="A"),
    ):
        with linked_store.begin() as connection:
            step(connection)
        now = _links(linked_store)
        link_events(linked_store)
        pd.testing.assert_frame_equal(now, _links(linked_store))
