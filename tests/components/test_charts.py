"""Charts: what they are drawn from, and that they speak the reader's language."""

from collections.abc import Iterator
from datetime import datetime

import altair as alt
import pandas as pd
import pytest

from analysis.suppression import whole_percent
from components import charts, course, funnels, inflow, notes
from components.choropleth import _rows, choropleth
from components.export import csv_bytes
from components.words import speak
from queries.filters import Filters

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]}


@pytest.fixture(autouse=True)
def russian() -> Iterator[None]:
    speak("ru")
    yield
    speak(None)


def counts(**by_day: int) -> pd.DataFrame:
    keys: list[str | None] = [day.replace("_", "-").removeprefix("d") for day in by_day]
    return pd.DataFrame({"key": [*keys, None], "numerator": [*by_day.values(), 99]})


def test_days_without_cases_are_zeros_and_the_running_day_is_left_out() -> None:
    by_channel = {"pos": counts(d2026_11_18=3, d2026_11_21=1), "social": counts(d2026_11_20=5)}
    days = inflow.daily(by_channel, datetime(2026, 11, 21, 18))
    wide = days.pivot(index="day", columns="channel", values="cases")
    assert wide["ПОС"].tolist() == [3, 0, 0]
    assert wide["Соцсети"].tolist() == [0, 0, 5]
    assert str(wide.index.max().date()) == "2026-11-20"


def test_the_name_of_a_band_stands_at_its_band(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[charts.Drawn] = []
    monkeypatch.setattr("streamlit.altair_chart", lambda chart, **_options: drawn.append(chart))
    bars = alt.Chart(pd.DataFrame({"a": [1]})).mark_bar().encode(x="a:Q")
    charts.draw(bars, "Title", "What it shows", pd.DataFrame({"a": [1]}), {"a": "A"}, "bands")
    assert drawn[0].to_dict()["config"]["axisBand"] == {"labelFlush": False}


def test_a_year_is_shown_however_much_is_loaded() -> None:
    days = inflow.daily({"pos": counts(d2024_01_01=1, d2026_11_20=1)}, datetime(2026, 11, 21, 18))
    assert len(days) == 366
    assert inflow.daily({}, datetime(2026, 11, 21)).empty


def test_only_the_part_of_a_period_that_is_drawn_is_shaded() -> None:
    days = pd.DataFrame({"day": pd.date_range("2026-01-01", "2026-01-31")})
    assert inflow._within(days, datetime(2025, 1, 1), datetime(2026, 1, 11)) == (
        pd.Timestamp("2026-01-01"),
        pd.Timestamp("2026-01-11"),
    )
    assert inflow._within(days, datetime(2025, 1, 1), datetime(2025, 2, 1)) is None


def test_months_and_numbers_are_russian() -> None:
    spoken = charts.vega_locale().to_dict()
    assert spoken["number"]["decimal"] == ","
    assert spoken["number"]["thousands"] == "\u202f"
    assert spoken["time"]["months"][10] == "ноября"
    assert spoken["time"]["days"][0] == "воскресенье"


def test_the_map_names_the_classes_and_marks_what_is_chosen_and_what_is_unknown() -> None:
    boundaries = {"features": [
        {"type": "Feature", "properties": {"id": key, "name_ru": name, "name_en": None}, "geometry": SQUARE}
        for key, name in (("1", "Первый"), ("2", "Второй"), ("3", "Чужой"))
    ]}  # fmt: skip
    rows = pd.DataFrame({"key": ["1", "2"], "value": [0.0, 40.0], "text": ["0", "40"], "is_chosen": [False, True]})
    drawn = choropleth(boundaries, rows, dark=False, title="на 10 000").to_dict()
    features = drawn["datasets"][drawn["data"]["name"]]
    told = {feature["properties"]["name"]: feature["properties"] for feature in features}
    assert (told["Первый"]["band"], told["Второй"]["band"], told["Чужой"]["band"]) == ("0", "40+", "нет данных")
    assert told["Второй"]["is_chosen"]
    assert drawn["encoding"]["color"]["scale"]["domain"] == ["0", "40+", "нет данных"]


def test_a_growth_chart_has_a_bar_a_mark_of_before_and_the_numbers() -> None:
    rows = pd.DataFrame({"name": ["Снег"], "now": [574.0], "before": [158.0], "text": ["574 (+416)"]})
    marks = [layer["mark"]["type"] for layer in charts.growth(rows).to_dict()["layer"]]
    assert marks == ["bar", "tick", "text"]


def test_where_nobody_counted_the_residents_a_rate_is_not_a_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.choropleth.current_filters", Filters)
    places = pd.DataFrame(
        {"id": ["A", "B"], "name_ru": ["А", "Б"], "name_en": ["A", "B"], "has_geometry": True,
         "population": pd.array([pd.NA, 900], "Int32")}
    )  # fmt: skip
    rates = pd.DataFrame(
        {
            "key": ["A", "B"],
            "numerator": 0,
            "events": 0,
            "denominator": pd.array([pd.NA, pd.NA], "Int64"),
            "value": float("nan"),
        }
    )
    rows = _rows(rates, places).set_index("key")
    assert pd.isna(rows["value"]["A"])
    assert (rows["value"]["B"], rows["denominator"]["B"]) == (0, 900)


def test_a_map_of_which_nothing_is_known_is_drawn_in_grey() -> None:
    square = [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]
    place = {"type": "Feature", "properties": {"id": "1", "name_ru": "А", "name_en": None},
             "geometry": {"type": "Polygon", "coordinates": square}}  # fmt: skip
    rows = pd.DataFrame({"key": ["1"], "value": [float("nan")], "text": ["–"], "is_chosen": [False]})
    drawn = choropleth({"type": "FeatureCollection", "features": [place]}, rows, False, "").to_dict()
    assert len(drawn["encoding"]["color"]["scale"]["domain"]) == 1


def test_under_the_mouse_and_in_the_table_not_all_of_others_is_not_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a head is told of others, in the funnel and in the course of the class."""
    some = pd.Series([2991, 9, 3000])
    shares, told = whole_percent(some / 3000, some, 3000 - some), [">\u202f99\u202f%", "<\u202f1\u202f%", "100\u202f%"]
    units = {"key": list("ABC"), "value": shares, "numerator": [2990, 10, 3000], "denominator": 3000, "low": shares,
             "high": shares, "signal": "within", "target": 0.6}  # fmt: skip
    months = {"month": ["2026-01", "2026-02", "2026-03"], "value": [0.5, 0.6, 0.7], "denominator": 10, "median": shares,
              "lowest": shares, "highest": shares, "n_class": 3}  # fmt: skip
    drawn: dict[str, tuple[alt.LayerChart, pd.DataFrame]] = {}
    for module in (funnels, course):
        monkeypatch.setattr(module, "draw", lambda chart, *said: drawn.update({said[-1]: (chart, said[2])}))
    monkeypatch.setattr("streamlit.caption", lambda words: None)
    funnels.funnel_section(pd.DataFrame(units), "on_time", dict(zip("ABC", "ABC", strict=True)))
    nothing = notes.Noted(pd.DataFrame(columns=["starts_at", "ends_at", "title", "district_id"]), "UTC", {})
    course.section(pd.DataFrame(months), "on_time", "A", nothing)
    (funnel, by_unit), (line, by_month) = drawn["funnel"], drawn["class_course"]
    beside = [">\u202f0,99", "<\u202f0,01", "1,000"]
    assert (by_unit["value"].tolist(), by_unit["high"].tolist(), by_month["median"].tolist()) == (beside, beside, told)
    for chart, field in ((funnel, "share"), (line, "median_told")):
        spoken = chart.to_dict(validate=False)
        under = [tip for layer in spoken["layer"] for tip in layer["encoding"].get("tooltip", [])]
        assert field in {tip["field"] for tip in under} and not any(
            tip.get("format", "").endswith("%") for tip in under
        )
        written = [[row[field] for row in rows] for rows in spoken["datasets"].values() if rows and field in rows[0]]
        assert written and all(each == told for each in written)


def test_the_table_of_the_funnel_holds_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """As words 100 % came before 70 % and 70 % before 9.5 %, and no spreadsheet could reckon with them."""
    twins: list[pd.DataFrame] = []
    monkeypatch.setattr(funnels, "draw", lambda *said: twins.append(said[3]))
    shares = [1.0, 0.095, 0.753, float("nan")]
    units = {"key": list("ABCD"), "value": shares, "numerator": 1, "denominator": [9, 9, 9, 0], "low": shares,
             "high": shares, "signal": "within", "target": 0.6}  # fmt: skip
    funnels.funnel_section(pd.DataFrame(units), "on_time", dict(zip("ABCD", "ABCD", strict=True)))
    assert twins[0].sort_values("value")["value"].tolist()[:3] == [0.095, 0.753, 1.0]
    assert "C;0,753;1;9;0,753;0,753;" in csv_bytes(twins[0], {}).decode()
