"""The map of districts for pages that compare: Altair, so that it is light, prints, and can be clicked without a
GPU.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from analysis.shrinkage import shrunk
from components import words
from components.charts import draw, is_phone, table_twin
from components.empty import no_boundaries, without_boundary
from components.filters import current_filters, set_filter
from components.map_classes import STEPS, classes, ramp
from components.numbers import cases, events, number
from components.words import _

CLICKED = "district"


def section(rates: pd.DataFrame, places: pd.DataFrame, boundaries: Mapping[str, Any], name: str = "rate_map") -> None:
    """Cases per 10,000 residents by municipality: the map, its table, and who is not on the map. Colours are drawn
    towards the region's rate by as much as few residents deserve; the numbers are as counted.

    `rates`: the rate by district as `measure` returns it, with the events beside. `places`: columns id, name_ru,
    name_en, population, has_geometry.
    """
    title, unit = _("Cases per 10,000 residents"), _("per 10,000")
    if (rates["state"] == "not_answerable").all():
        st.markdown(f"**{title}**")
        st.info(_("Nobody knows how many people live in the rectangle: no rate per resident."), icon=":material/help:")
        return
    rows = _rows(rates, places)
    headers = {"name": _("Municipality"), "value": unit, "shade": _("Drawn as"), "numerator": _("Cases"),
               "events": _("Events"), "denominator": _("Residents")}  # fmt: skip
    if not boundaries["features"]:
        st.markdown(f"**{title}**")
        no_boundaries()
        table_twin(rows[list(headers)], headers, title, name)
        return
    drawing = choropleth(boundaries, rows, st.context.theme.type == "dark", unit)
    click = {"chart_key": clicked_key(name), "on_select": lambda: filter_by_click(name), "selection_mode": CLICKED}
    draw(drawing, title, sentence(rows, unit), rows[list(headers)], headers, name, **click)
    without_boundary(list(rows.loc[~rows["has_geometry"], "name"]))


def _rows(rates: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Columns key, name, value, shade, text, is_chosen, has_geometry, numerator, events, denominator; the highest
    first.
    """
    told = places.assign(key=places["id"], name=words.names(places))
    rows = told[["key", "name", "has_geometry", "population"]].merge(rates, on="key", how="left")
    chosen = current_filters().districts
    # A municipality with residents and without a case is silent, which is a zero and not a lack of data.
    silent = rows["value"].isna() & (rows["numerator"] == 0) & rows["population"].gt(0).fillna(False).astype(bool)
    rows["value"] = rows["value"].mask(silent, 0.0)
    rows["denominator"] = rows["denominator"].mask(silent, rows["population"])
    drawn_towards = shrunk(rows["numerator"].fillna(0), rows["denominator"].where(rows["value"].notna(), 0)) * 10_000
    rows["shade"] = drawn_towards.where(rows["value"] > 0, rows["value"])  # nobody wrote: that stays a zero
    rows["text"] = [_told_rate(row) for row in rows.to_dict("records")]
    return rows.assign(is_chosen=rows["key"].isin(chosen)).sort_values("value", ascending=False, ignore_index=True)


def _told_rate(row: Mapping[Hashable, Any]) -> str:
    if pd.isna(row["value"]):
        return _("population unknown") if row["numerator"] else _("no data")
    told = f"{number(row['value'], 1)} ({cases(int(row['numerator']))}, {events(int(row['events']))})"
    if abs(row["shade"] - row["value"]) < 0.05:
        return told
    return told + " · " + _("drawn as {rate}").format(rate=number(row["shade"], 1))


def choropleth(
    boundaries: Mapping[str, Any], rows: pd.DataFrame, dark: bool, title: str, scale: str = "quantity"
) -> alt.Chart:
    """Districts in steps of a `scale` (see `map_classes.ramp`), zero in the first of them; those without data are grey,
    chosen ones have a thick border.

    `boundaries`: a FeatureCollection with properties id, name_ru, name_en, exterior rings clockwise. `rows`: columns
    key, value (NaN: no data), text (what the tooltip says), is_chosen, and where there is one `shade`, by which the
    classes are made instead of the value.
    """
    values = rows["shade"] if "shade" in rows else rows["value"]
    banded = classes(values)
    bands = _bands(banded.edges, 0 if (values.dropna() % 1 == 0).all() else 1)
    told = rows.assign(band=[bands[int(step)] if step == step else _("no data") for step in banded.step])
    steps = list(ramp(scale, dark)[STEPS - len(bands) :])
    if bands and banded.edges[0] == 0:
        steps[0] = ramp(scale, dark)[0]
    shades = {band: hexed(shade) for band, shade in zip(bands, steps, strict=True)}
    return drawing(boundaries, told, shades, dark, title)


def drawing(
    boundaries: Mapping[str, Any], rows: pd.DataFrame, shades: Mapping[str, str], dark: bool, title: str
) -> alt.Chart:
    """Districts in the colours of their bands: the map itself. `rows`: columns key, band, text, is_chosen; `shades`:
    band → colour, in the order of the legend.
    """
    told, shades = rows.set_index("key"), dict(shades)
    drawn = {feature["properties"]["id"] for feature in boundaries["features"]}
    if (told["band"] == _("no data")).any() or drawn - set(told.index):
        shades[_("no data")] = "#3a4450" if dark else "#dcdcdc"
    click = alt.selection_point(name=CLICKED, fields=["id"], on="click", clear=False)
    lifted = {field: f"datum.properties.{field}" for field in ("id", "name", "text", "band", "is_chosen")}
    border, plain = ("#ffffff", "#5d6b7a") if dark else ("#0b1622", "#9fb0c1")
    return (
        alt.Chart({"values": [_feature(feature, told) for feature in boundaries["features"]]})
        .transform_calculate(**lifted)
        .mark_geoshape(cursor="pointer")
        .encode(
            color=alt.Color(
                "band:N",
                title=title,
                scale=alt.Scale(domain=list(shades), range=list(shades.values())),
                legend=alt.Legend(
                    orient="bottom",
                    direction="horizontal",
                    titleOrient="top",
                    columns=2 if is_phone() and max(map(len, shades), default=0) > 10 else 5,
                    symbolType="square",
                    symbolStrokeWidth=0,
                    labelLimit=260,
                    titleLimit=400,
                ),
            ),
            stroke=alt.StrokeValue(plain, condition={"test": "datum.is_chosen", "value": border}),
            strokeWidth=alt.StrokeWidthValue(0.7, condition={"test": "datum.is_chosen", "value": 2.5}),
            tooltip=[alt.Tooltip("name:N", title=_("Municipality")), alt.Tooltip("text:N", title=title)],
        )
        .add_params(click)
        .project("mercator")
        .properties(height=330)
    )


def _bands(edges: tuple[float, ...], decimals: int) -> list[str]:
    """What the legend calls the classes: 0, 1–17, 17–28, 28+; small ones with decimals where values have them."""
    names = []
    for low, high in zip(edges, [*edges[1:], None][: len(edges)], strict=True):
        shown = number(low, 0 if low >= 10 or low == 0 else decimals)
        top = None if high is None else number(high, 0 if high >= 10 else decimals)
        names.append(shown if low == 0 else f"{shown}+" if top is None else f"{shown}–{top}")
    return names


def hexed(shade: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in shade)


def _feature(feature: Mapping[str, Any], told: pd.DataFrame) -> dict[str, Any]:
    """The feature with the words and the class of its district."""
    own = feature["properties"]
    name = own.get(f"name_{words.language()}") or own["name_ru"]
    about = {"id": own["id"], "name": name, "text": _("no data"), "band": _("no data"), "is_chosen": False}
    if own["id"] in told.index:
        row = told.loc[own["id"]]
        about |= {"text": str(row["text"]), "band": str(row["band"]), "is_chosen": bool(row["is_chosen"])}
    return {**feature, "properties": about}


def clicked_key(name: str) -> str:
    """The chart's key. It changes after each click, so that a chart never keeps a selection that the filter no longer
    has.
    """
    return f"{name}_{st.session_state.get(f'{name}_clicks', 0)}"


def filter_by_click(name: str) -> None:
    """Callback of the chart: the clicked district becomes the filter; a second click on it takes the filter away."""
    state = st.session_state.get(clicked_key(name))
    picked = [point["id"] for point in (state.selection.get(CLICKED, []) if state else []) if "id" in point]
    if not picked:
        return
    st.session_state[f"{name}_clicks"] = st.session_state.get(f"{name}_clicks", 0) + 1
    set_filter(districts=[] if current_filters().districts == (picked[-1],) else [picked[-1]])


def sentence(values: pd.DataFrame, unit: str) -> str:
    """What the map shows: the highest, the lowest, and how many have no data. `values`: columns name, value."""
    known = values.dropna(subset=["value"]).sort_values("value", ascending=False)
    if known.empty:
        return _("No municipality has data.")
    top, low = known.iloc[0], known.iloc[-1]
    text = _("Highest: {top}, {high}; lowest: {bottom}, {low} ({unit}).").format(
        top=top["name"], high=number(top["value"], 1), bottom=low["name"], low=number(low["value"], 1), unit=unit
    )
    missing = len(values) - len(known)
    return text + (" " + _("No data: {n}.").format(n=number(missing)) if missing else "")
