"""Which cases on the map tell of one event."""

from sqlalchemy import Engine, insert

from queries.cases import case_page, further, told_by
from queries.channels import channels
from queries.filters import Bounds, Filters, Period
from queries.points import cells, events
from queries.scope import NOBODY, scope_for
from store.tables import case_link
from tests.sample_cases import a_case, day, load, load_region

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


def test_a_list_tells_how_many_events_its_own_cases_are(store: Engine) -> None:
    """Of five cases 1, 2 and 3 are one event, 3 of another channel: three events. Of the late 1, 2 and 4: two."""
    load_region(store, {"A": 5_000})
    late = {1: 2, 2: 3, 4: 3}
    load(
        store, [a_case(n, channel="social" if n == 3 else "pos", due=late.get(n), district_id="A") for n in range(1, 6)]
    )
    ids = ["pos:1", "pos:2", "social:3"]
    with store.begin() as connection:
        connection.execute(insert(case_link), [{"event_id": "e", "case_id": i, "reason": "near"} for i in ids])
    everything, overdue = (
        case_page(STAFF, Filters(), metric_id=m, limit=1, engine=store) for m in (None, "overdue_now")
    )
    assert (everything.total, everything.events, overdue.total, overdue.events) == (5, 3, 3, 2)
    numbers = ("received", "in_work", "overdue_now", "satisfaction")
    for filters in (Filters(), Filters(channels=("pos",)), Filters(period=Period(day(1), day(5)))):
        pages = {each: case_page(STAFF, filters, metric_id=each, engine=store) for each in numbers}
        beyond = {each: page.total - page.events for each, page in pages.items()}
        assert further(STAFF, filters, numbers, engine=store) == beyond
    assert further(STAFF, Filters(), numbers, engine=store) == dict(zip(numbers, (2, 2, 1, 0), strict=True))
    assert further(NOBODY, Filters(), numbers, engine=store) == dict.fromkeys(numbers, 0)
    carried = channels(STAFF, Filters(), engine=store).set_index("channel")
    assert carried[["cases", "events"]].to_dict("index") == {
        "pos": {"cases": 4, "events": 3},
        "social": {"cases": 1, "events": 1},
    }


def test_hexagons_and_municipalities_tell_how_many_events_their_own_cases_are(store: Engine) -> None:
    """Cases 1, 2 and 3 are one event; 1 and 2 lie together and are late, 3 lies elsewhere with the fourth."""
    load_region(store, {"A": 5_000, "B": 5_000})
    places = {1: ("A", 54.1), 2: ("A", 54.1), 3: ("B", 56.0), 4: ("B", 56.0)}
    load(
        store,
        [a_case(n, due=1 if d == "A" else None, district_id=d, lat=lat, lon=73.0) for n, (d, lat) in places.items()],
    )
    with store.begin() as connection:
        joined = [{"event_id": "e", "case_id": f"pos:{n}", "reason": "near"} for n in (1, 2, 3)]
        connection.execute(insert(case_link), joined)
    seen = cells(STAFF, Filters(), 6, engine=store).sort_values("overdue")
    assert seen[["count", "events", "overdue", "overdue_events"]].to_numpy().tolist() == [[2, 2, 0, 0], [2, 1, 2, 1]]
    waiting, late = (told_by(STAFF, Filters(), m, "district", engine=store) for m in ("in_work", "overdue_now"))
    assert dict(zip(waiting["key"], waiting["numerator"], strict=True)) == {"A": 1, "B": 2}
    assert late[["key", "numerator", "denominator"]].to_numpy().tolist() == [["A", 1, 2]]
