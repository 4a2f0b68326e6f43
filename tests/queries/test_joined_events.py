"""Which cases on the map tell of one event."""

from sqlalchemy import Engine, insert

from queries.filters import Bounds, Filters
from queries.points import events
from queries.scope import NOBODY, scope_for
from store.tables import case_link
from tests.sample_cases import a_case, load, load_region

STAFF = scope_for("staff")


def test_only_events_with_several_cases_in_sight_are_joined_in_the_order_of_filing(store: Engine) -> None:
    load_region(store, {"A": 5_000})
    lats = {1: 54.1, 2: 54.2, 3: 56.0, 4: None}
    load(store, [a_case(n, filed=-n, district_id="A", lat=lat, lon=lat and 73.0) for n, lat in lats.items()])
    links = [("one", 1), ("one", 2), ("two", 3), ("two", 4)]  # the fourth has no place
    with store.begin() as connection:
        connection.execute(
            insert(case_link), [{"event_id": e, "case_id": f"pos:{n}", "reason": "near"} for e, n in links]
        )
    rows = events(STAFF, Filters(), engine=store)
    assert list(zip(rows["event"], rows["id"], strict=True)) == [("one", "pos:2"), ("one", "pos:1")]
    assert events(STAFF, Filters(bounds=Bounds(54.15, 72, 57, 74)), engine=store).empty
    assert events(NOBODY, Filters(), engine=store).empty
