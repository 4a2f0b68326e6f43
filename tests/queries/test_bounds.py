"""A rectangle as a filter: what lies inside is counted, what lies outside or nowhere is not."""

import pytest
from sqlalchemy import Engine

from queries.cases import case_page
from queries.filters import Bounds, Filters, from_params, to_params
from queries.hotspots import hotspots
from queries.measure import measure
from queries.metrics import METRICS
from queries.points import cells, points
from queries.question import Question, answer
from queries.scope import scope_for
from tests.sample_cases import a_case, load, load_region

STAFF = scope_for("staff")
INSIDE = Filters(bounds=Bounds(54.0, 73.0, 55.0, 74.0))


@pytest.fixture
def places(store: Engine) -> Engine:
    """Two cases inside (one on the corner), one each to the north and the east, one without coordinates."""
    load_region(store, {"A": 5_000})
    spots = [(54.5, 73.5), (55.0, 74.0), (55.1, 73.5), (54.5, 74.1), (None, None)]
    cases = [
        a_case(n, due=4, closed=2 if n == 0 else None, district_id="A", lat=lat, lon=lon)
        for n, (lat, lon) in enumerate(spots)
    ]
    load(store, cases)
    return store


def test_only_cases_with_coordinates_inside_are_counted_listed_and_drawn(places: Engine) -> None:
    assert set(case_page(STAFF, INSIDE, engine=places).rows["id"]) == {"pos:0", "pos:1"}
    assert measure("received", STAFF, INSIDE, engine=places)["value"].tolist() == [2.0]
    assert measure("received", STAFF, INSIDE, "district", engine=places)["numerator"].tolist() == [2]
    assert set(points(STAFF, INSIDE, engine=places)["id"]) == {"pos:1"}  # the other one is closed
    assert cells(STAFF, INSIDE, 6, engine=places)["count"].sum() == 1


def test_a_share_counts_both_its_parts_inside(places: Engine) -> None:
    (row,) = measure("on_time", STAFF, INSIDE, engine=places).to_dict("records")
    assert (row["numerator"], row["denominator"]) == (1, 2)
    for metric in METRICS:
        rows = measure(metric, STAFF, INSIDE, engine=places)
        whole = measure(metric, STAFF, Filters(), engine=places)
        assert rows["numerator"].sum() <= whole["numerator"].sum(), metric
        if METRICS[metric].shape in ("share", "parts", "repeat"):
            assert (rows["numerator"] <= rows["denominator"]).all(), metric


def test_nobody_knows_how_many_people_live_in_a_rectangle(places: Engine) -> None:
    for by in (None, "district"):
        assert measure("rate", STAFF, INSIDE, by, engine=places)["state"].tolist() == ["not_answerable"]


def test_hot_spots_compare_whole_districts_whatever_rectangle_is_chosen(places: Engine) -> None:
    with pytest.raises(ValueError, match="20"):
        hotspots(STAFF, INSIDE, engine=places)


def test_the_command_line_asks_the_same(places: Engine) -> None:
    asked = answer(Question("received", bounds="54,73,55,74"), engine=places)
    assert asked["rows"][0]["value"] == 2
    assert asked["filters"]["bounds"] == {"south": 54.0, "west": 73.0, "north": 55.0, "east": 74.0}
    with pytest.raises(ValueError, match="south,west,north,east"):
        answer(Question("received", bounds="54;73;55;74"), engine=places)


@pytest.mark.parametrize("words", ["", "1,2,3", "a,b,c,d", "55,73,54,74", "54,74,55,73", "54,73,nan,74", "54,73,95,74"])
def test_a_link_with_no_rectangle_in_it_filters_nothing_and_the_command_line_refuses_it(words: str) -> None:
    assert from_params({"box": words}) == Filters()
    with pytest.raises(ValueError, match="no rectangle"):
        Bounds.parse(words)


def test_a_link_brings_the_rectangle_back_to_ten_metres() -> None:
    asked = Filters(bounds=Bounds(54.12346, -73.0, 55.5, 74.25))
    assert to_params(asked) == {"box": "54.1235,-73.0,55.5,74.25"}
    assert from_params(to_params(asked)).bounds == Bounds(54.1235, -73.0, 55.5, 74.25)


def test_a_rectangle_is_what_its_link_says_and_one_too_small_for_a_link_is_refused() -> None:
    wide = Bounds(55.000012, 73.0, 55.1, 73.1)
    assert Bounds.parse(str(wide)) == wide == Bounds(55.0, 73.0, 55.1, 73.1)
    with pytest.raises(ValueError, match="no rectangle"):
        Bounds(55.00001, 73.0, 55.00004, 73.1)
