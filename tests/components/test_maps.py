import json
import math
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from streamlit.typing import PydeckState

from components import map_layers, maps
from components.map_classes import classes, mark_colour
from components.map_marks import marked

SQUARES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"id": name, "name_ru": name, "name_en": name},
            "geometry": {"type": "Polygon", "coordinates": [[[x, 55], [x, 56], [x + 1, 56], [x + 1, 55], [x, 55]]]},
        }
        for name, x in (("west", 73), ("east", 74))
    ],
}
NOWHERE: dict[str, Any] = {"type": "FeatureCollection", "features": []}
VIEW = maps.View(55.5, 74.0, 6.0)


def points(*states: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [f"pos:{n}" for n in range(len(states))],
            "lat": [55.123456 + n for n in range(len(states))],
            "lon": [73.5 + n for n in range(len(states))],
            "deadline_state": list(states),
            "text": ["Снег\nпросрочено"] * len(states),
        }
    )


def case_layers(cases: pd.DataFrame, fresh: list[str], generation: int = 0) -> list[Any]:
    shown, marks = marked(cases, "deadline", (), False)
    return map_layers.case_layers(shown, marks, fresh, dark=False, generation=generation)


def drawn(*layers: Any) -> dict[str, Any]:
    return json.loads(maps.region_map(layers, VIEW).to_json())


def districts(**steps: float) -> pd.DataFrame:
    return pd.DataFrame({"id": list(steps), "step": list(steps.values()), "text": [f"{name}: 5" for name in steps]})


def test_the_map_asks_no_other_host_for_anything() -> None:
    spec = maps.region_map(case_layers(points("overdue"), []), VIEW).to_json()
    assert "http" not in spec
    assert json.loads(spec)["mapStyle"].startswith("data:application/json,")
    assert json.loads(spec).get("mapProvider") is None


def test_the_drawing_is_written_without_white_space_and_with_plain_cyrillic() -> None:
    spec = maps.region_map(case_layers(points("overdue"), []), VIEW).to_json()
    assert "Снег" in spec
    assert "\n " not in spec
    assert ", " not in spec.replace("data:application/json", "")


def test_urgent_cases_lie_on_top_and_are_larger() -> None:
    layers = case_layers(points("overdue", "in_time", "due_soon"), [], generation=3)
    assert [layer.id for layer in layers] == ["in_time-3", "due_soon-3", "overdue-3"]
    radii = [layer["getRadius"] for layer in drawn(*layers)["layers"]]
    assert radii == sorted(radii) and radii[0] < radii[-1]


def test_colour_is_not_the_only_sign_of_a_case_without_a_deadline() -> None:
    with_deadline, without = drawn(*case_layers(points("in_time", "no_deadline"), []))["layers"][::-1]
    assert with_deadline["getFillColor"][:3] == list(mark_colour("in_time", False))
    assert without["getFillColor"][:3] == [255, 255, 255]  # hollow
    assert without["getLineColor"][:3] == list(mark_colour("no_deadline", False))


@pytest.mark.parametrize("state", ["closed_on_time", "closed_late", "closed", "something new"])
def test_every_other_state_is_drawn_like_a_closed_case(state: str) -> None:
    (layer,) = case_layers(points(state), [])
    assert layer.id == "closed-0"


def test_cases_that_just_came_in_get_a_ring_that_does_not_catch_clicks() -> None:
    *_, ring = drawn(*case_layers(points("overdue", "in_time"), ["pos:1"]))["layers"]
    assert ring["id"] == "fresh" and ring["pickable"] is False and ring["filled"] is False
    assert [row[0] for row in ring["data"]] == ["pos:1"]


def test_without_newcomers_there_is_no_ring() -> None:
    assert [layer.id for layer in case_layers(points("overdue"), ["pos:77"])] == ["overdue-0"]


def test_what_residents_wrote_is_never_run_as_code() -> None:
    hostile = points("overdue").assign(text="@@=alert(1)", id="open311:@@#nothing")
    (layer,) = drawn(*case_layers(hostile, []))["layers"]
    assert not any(str(cell).startswith("@@") for row in layer["data"] for cell in row)


def test_coordinates_keep_ten_metres_and_no_more() -> None:
    (layer,) = drawn(*case_layers(points("overdue"), []))["layers"]
    assert layer["data"][0][1:3] == [73.5, 55.1235]


def test_a_district_without_a_number_stays_unfilled_and_one_with_a_number_gets_its_step() -> None:
    (layer,) = drawn(
        map_layers.district_layer(SQUARES, districts(west=4.0, east=float("nan")), "quantity", dark=False, generation=0)
    )["layers"]
    fills = {feature["properties"]["0"]: feature["properties"]["f"] for feature in layer["data"]}
    assert fills["east"] == [0, 0, 0, 0]
    assert fills["west"][3] > 0


def test_a_district_nobody_measured_is_still_drawn() -> None:
    (layer,) = drawn(map_layers.district_layer(SQUARES, districts(west=1.0), "quantity", dark=False, generation=0))[
        "layers"
    ]
    assert len(layer["data"]) == 2


def test_the_most_points_and_a_region_fit_into_the_page_budget() -> None:
    many = pd.concat([points("overdue")] * maps.MOST_POINTS, ignore_index=True)
    many["id"] = [f"social:{700000 + n}" for n in range(len(many))]
    many["text"] = "21.11 14:05"  # what so many points say, see components.live.point_texts
    spec = maps.region_map(case_layers(many, []), VIEW).to_json()
    districts_and_borders, shell_and_lists = 2_500 * 18 + 1_300 * 15, 30_000
    assert len(spec.encode()) + districts_and_borders + shell_and_lists < 300_000


def picked(layer: str, thing: Any) -> PydeckState:
    return PydeckState({"selection": {"indices": {layer: [0]}, "objects": {layer: [thing]}}})


def test_a_click_on_a_district_gives_its_id() -> None:
    clicked = picked("district-2", {"type": "Feature", "properties": {"0": "52701000"}})
    assert maps.picked(clicked, 2) == maps.Pick("district", "52701000")


def test_a_click_on_a_case_gives_its_id() -> None:
    assert maps.picked(picked("due_soon-2", ["social:7", 73.1, 55.1, "Снег"]), 2) == maps.Pick("case", "social:7")


def test_a_click_of_an_earlier_generation_was_taken_already() -> None:
    assert maps.picked(picked("overdue-1", ["social:7", 73.1, 55.1, "Снег"]), 2) is None


def test_no_click_is_no_pick() -> None:
    assert maps.picked(PydeckState({"selection": {"indices": {}, "objects": {}}}), 0) is None


@pytest.mark.parametrize("pixels", [maps.VIEW_PIXELS, maps.PHONE_PIXELS])
def test_the_first_view_shows_the_whole_region(pixels: tuple[int, int]) -> None:
    view = maps.start_view(SQUARES, points(), pixels)
    assert view is not None
    assert (view.lat, view.lon) == (55.5, 74.0)
    pixels_a_degree = 512 * 2**view.zoom / 360
    assert 2 * pixels_a_degree <= pixels[0] + 1  # two degrees wide
    assert pixels_a_degree / 0.566 <= pixels[1] * 1.01  # one degree of latitude at 55.5°


def test_without_boundaries_the_view_shows_the_points() -> None:
    view = maps.start_view(NOWHERE, points("overdue", "overdue"))
    assert view is not None and view.lat == pytest.approx(55.623, abs=0.01) and view.lon == 74.0


def test_with_neither_there_is_no_view() -> None:
    assert maps.start_view(NOWHERE, points()) is None


def test_cells_are_finer_for_a_city_than_for_a_region() -> None:
    assert maps.cell_resolution(maps.View(55, 73, 11)) > maps.cell_resolution(maps.View(55, 73, 6)) >= 4


def test_a_marked_cell_has_a_red_border_and_another_a_faint_one() -> None:
    cells = pd.DataFrame({"cell": ["861f", "862f"], "marked": [True, False], "step": [4.0, 0.0], "text": ["5", "1"]})
    (layer,) = drawn(map_layers.cell_layer(cells, "quantity", dark=False, generation=0))["layers"]
    assert [row[1] for row in layer["data"]] == [[*mark_colour("overdue", False), 255], [110, 120, 134, 110]]


def test_the_name_of_a_district_stands_in_the_middle_of_its_largest_ring() -> None:
    islands = json.loads(json.dumps(SQUARES))
    small = [[[0, 0], [0, 1], [1, 1], [0, 0]]]
    islands["features"][0]["geometry"] = {
        "type": "MultiPolygon",
        "coordinates": [small, SQUARES["features"][0]["geometry"]["coordinates"]],  # type: ignore[index]
    }
    west = maps.anchors(islands).set_index("id").loc["west"]
    assert (west["lon"], west["lat"]) == (73.5, 55.5)


def test_marks_of_urgent_states_differ_in_lightness_not_only_in_hue() -> None:
    def lightness(colour: tuple[int, int, int]) -> float:
        return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]

    for dark in (False, True):
        states = [lightness(mark_colour(state, dark)) for state in ("overdue", "due_soon")]
        assert abs(states[0] - states[1]) > 40


def test_one_big_city_does_not_make_all_other_districts_pale() -> None:
    found = classes(pd.Series([1.0, 2.0, 3.0, 4.0, 5.0, 600.0]))
    assert found.step.nunique() == 5
    assert found.step.iloc[-1] == 4


def test_zero_is_a_class_of_its_own_and_nothing_known_is_none() -> None:
    found = classes(pd.Series([0.0, 0.0, 3.0, 9.0, float("nan")]))
    assert found.edges[0] == 0
    assert found.step.tolist()[:2] == [0, 0] and found.step.iloc[2] > 0
    assert pd.isna(found.step.iloc[4])


def test_nothing_measured_has_no_classes() -> None:
    assert classes(pd.Series([float("nan")])).edges == ()


def test_tooltips_come_from_the_fourth_field_of_every_kind_of_row() -> None:
    assert maps.TOOLTIP["html"] == "{3}"


def test_of_two_names_in_one_place_the_district_with_more_cases_keeps_its_own() -> None:
    names = pd.DataFrame(
        {
            "name": ["Омский", "Омск", "Тарский"],
            "lon": [73.4, 73.41, 74.4],
            "lat": [55.0, 55.0, 57.0],
            "weight": [3, 90, 1],
        }
    )
    assert map_layers.uncluttered(names, VIEW)["name"].tolist() == ["Омск", "Тарский"]
    assert len(map_layers.uncluttered(names, maps.View(55, 73.4, 14))) == 3  # close up there is room for all
    news = pd.concat(
        [names.assign(below=0), names.head(1).assign(name="▲ 9 · Снег", weight=1e9, below=18)], ignore_index=True
    )
    assert map_layers.uncluttered(news, VIEW)["name"].tolist() == ["▲ 9 · Снег", "Омск", "Тарский"]  # under its name
    beside = map_layers.uncluttered(news.assign(below=0), VIEW)
    assert beside["name"].tolist() == ["▲ 9 · Снег", "Тарский"]  # names make room for news


def test_a_name_at_the_edge_of_a_narrow_map_is_moved_inwards_by_what_would_be_cut() -> None:
    right = VIEW.lon + 160 * 360 / (512 * 2**VIEW.zoom)  # 160 pixels from the middle
    names = pd.DataFrame({"name": ["Омск"], "lon": [right], "lat": 55.0, "weight": 1})
    (wide,), (narrow,) = (map_layers.uncluttered(names, VIEW, width)["aside"] for width in (math.inf, 340))
    assert (wide, narrow) == (0, -7)  # 340 / 2 - (4 letters of 6.7 + 8) / 2 = 152.6
    (layer,) = drawn(map_layers.name_layer(map_layers.uncluttered(names, VIEW, 340), dark=False))["layers"]
    assert (layer["data"][0][3], layer["getPixelOffset"]) == (-7, "@@=[this[3],0]")


def test_marks_get_smaller_when_there_are_many() -> None:
    assert map_layers.crowding(300) == 1
    assert map_layers.crowding(1_200) == 0.5 == map_layers.crowding(5_000)


def test_a_border_between_two_districts_is_drawn_once() -> None:
    (layer,) = drawn(map_layers.border_layer(SQUARES))["layers"]
    edges = [tuple(sorted((tuple(one), tuple(other)))) for line in layer["data"] for one, other in pairwise(line)]
    assert len(edges) == len(set(edges)) == 7  # two squares side by side
    assert layer["pickable"] is False


def test_nothing_that_catches_clicks_has_lines_to_draw() -> None:
    (layer,) = drawn(map_layers.district_layer(SQUARES, districts(west=1.0), "quantity", dark=False, generation=0))[
        "layers"
    ]
    assert layer["pickable"] is True and layer["stroked"] is False


def test_a_region_without_boundaries_has_no_borders() -> None:
    assert drawn(map_layers.border_layer(NOWHERE))["layers"][0]["data"] == []


def test_the_classes_of_counts_are_whole_numbers() -> None:
    found = classes(pd.Series([0, 0, 1, 1, 1, 2, 2, 3, 8, 40], dtype=float))
    assert all(edge % 1 == 0 for edge in found.edges)
    assert len(set(found.edges)) == len(found.edges) <= 5
    assert classes(pd.Series([0, 1, 2, 3, 4, 5, 60], dtype=float)).edges == (0, 1, 3, 4, 5)


def test_rates_keep_their_decimals() -> None:
    assert classes(pd.Series([0.31, 0.62, 0.93, 1.24, 1.55])).edges[1] == 0.56
