"""Silent districts and hot spots: a map and its table each. Silence is never painted as good news."""

from collections.abc import Mapping
from typing import Any

import h3
import pandas as pd
import shapely
import streamlit as st

from components.both_counts import both, counted
from components.charts import draw, table_twin
from components.choropleth import choropleth
from components.numbers import cases, number
from components.words import N_, _, name, ngettext

KINDS = {
    "persistent": N_("persistent"),
    "emerging": N_("emerging"),
    "fading": N_("fading"),
    "hot": N_("over the whole period"),
}


def silent_section(rows: pd.DataFrame, left_out: int, boundaries: Mapping[str, Any], *, whole_region: bool) -> None:
    """Who writes less than such a place would make one expect. `whole_region`: whether the reader sees the others."""
    st.markdown(f"**{_('Silent municipalities')}**")
    if rows.empty and not whole_region:
        st.info(_("Your own municipality alone has nothing to be compared with here."), icon=":material/help:")
        return
    if rows.empty:
        st.info(_("Too few municipalities with known population to compare."), icon=":material/help:")
        return
    names = [name(row, "district") for row in rows.to_dict("records")]
    quiet = [each for each, is_silent in zip(names, rows["is_silent"], strict=True) if is_silent]
    if quiet:
        words = _("{names}: few appeals here probably mean few reports, not few problems.")
        st.warning(words.format(names=", ".join(quiet)), icon=":material/hearing_disabled:")
    else:
        st.markdown(_("No municipality writes less than half of what is expected, beyond what chance would explain."))
    shown = rows.assign(key=rows["district"], name=names, value=rows["ratio"], is_chosen=rows["is_silent"])
    shown["text"] = [_told(row) for row in rows.to_dict("records")]
    title = _("Seen for each one expected")
    headers = {"name": _("Municipality"), "seen": _("Seen"), "events": _("Events"), "expected": _("Expected"),
               "ratio": title, "low": _("from"), "high": _("to"), "population": _("Residents"),
               "per_applicant": _("Cases per applicant"), "reporters_per_event": _("Cases per event")}  # fmt: skip
    twin = shown[list(headers)].round({"expected": 1, "ratio": 2, "low": 2, "high": 2, "per_applicant": 2,
                                       "reporters_per_event": 1})  # fmt: skip
    _map(shown, twin, headers, boundaries, title, quiet, "silent")
    words = _(
        "Expected by residents, town or country, topics and season. "
        "Left out, without a municipality of known population: {cases}."
    )
    st.caption(words.format(cases=cases(left_out)))


def hot_section(rows: pd.DataFrame, few: str, boundaries: Mapping[str, Any]) -> None:
    """Where many cases lie among many. `few`: said instead when there are too few districts."""
    st.markdown(f"**{_('Hot spots')}**")
    if few:
        st.info(
            _("Too few districts: hot spots compare neighbours, which takes twenty of them."), icon=":material/help:"
        )
        return
    names = [name(row, "district") for row in rows.to_dict("records")]
    hot = [
        f"{each} ({_(KINDS[row['kind']])})" if row["kind"] else each
        for each, row in zip(names, rows.to_dict("records"), strict=True)
        if row["kind"]
    ]
    st.markdown(", ".join(hot) if hot else _("No hot spot: no municipality stands out together with its neighbours."))
    shown = rows.assign(key=rows["district"], name=names, value=rows["smoothed"], is_chosen=rows["kind"].notna())
    shown["trend"] = [_(KINDS[each]) if each else "" for each in rows["kind"]]
    shown["text"] = [
        f"{number(row['smoothed'], 1)} ({both(row['cases'], row['events'])}); {row['trend'] or _('no hot spot')}"
        for row in shown.to_dict("records")
    ]
    title = _("Cases per 10,000, smoothed")
    headers = {"name": _("Municipality"), "trend": _("Hot spot"), "cases": _("Cases"), "events": _("Events"),
               "population": _("Residents"), "rate": _("per 10,000"), "smoothed": title,
               "z": "z", "q": "q"}  # fmt: skip
    twin = shown[list(headers)].round({"rate": 1, "smoothed": 1, "z": 2, "q": 3})
    _map(shown, twin, headers, boundaries, title, hot, "hot_spots")


def cell_words(rows: pd.DataFrame) -> str:
    """How many H3 cells are hot, of how many that hold a case, by kind. `rows`: none where there are too few cells."""
    if rows.empty:
        return _("Too few cells with cases: hot spots of cells take twenty that hold a case or lie beside one.")
    kinds = rows["kind"].value_counts()
    hot = ngettext("{n} hot cell of {all}", "{n} hot cells of {all}", int(kinds.sum()))
    told = hot.format(n=number(kinds.sum()), all=number(len(rows)))
    named = ", ".join(f"{_(words)} {number(kinds[kind])}" for kind, words in KINDS.items() if kind in kinds)
    return f"{told}: {named}" if named else told


def cell_section(rows: pd.DataFrame, boundaries: Mapping[str, Any]) -> None:
    """Hot spots inside municipalities, where cases have coordinates: in words, and the hot cells as a table."""
    st.markdown(f"**{_('Hot cells')}**")
    st.markdown(cell_words(rows))
    hot = rows[rows["kind"].notna()] if len(rows) else rows
    if len(hot):
        shapes = [
            (name(each["properties"]), shapely.geometry.shape(each["geometry"])) for each in boundaries["features"]
        ]
        middles = [h3.cell_to_latlng(cell) for cell in hot["cell"]]
        shown = hot.assign(
            name=[next((each for each, shape in shapes if shape.contains(shapely.Point(lon, lat))), "")
                  for lat, lon in middles],
            place=[f"{number(lat, 3)}; {number(lon, 3)}" for lat, lon in middles],
            trend=[_(KINDS[each]) for each in hot["kind"]],
        )  # fmt: skip
        headers = {"name": _("Municipality"), "place": _("Middle: latitude; longitude"), "trend": _("Hot spot"),
                   "cases": _("Cases"), "events": _("Events"), "z": "z", "q": "q"}  # fmt: skip
        table_twin(shown[list(headers)].round({"z": 2, "q": 3}), headers, _("Hot cells"), "hot_cells")
    st.caption(
        _("Cells of about 5 km², of the cases with coordinates. Nobody knows who lives in one: counts are compared, "
          "not rates. On the live map they lie under “Hot spots”.")
    )  # fmt: skip


def _map(
    shown: pd.DataFrame, twin: pd.DataFrame, headers: Mapping[str, str], boundaries: Mapping[str, Any], title: str,
    named: list[str], key: str,
) -> None:  # fmt: skip
    if not boundaries["features"]:
        table_twin(twin, headers, title, key)
        return
    words = f"{title}: {', '.join(named)}" if named else title
    drawing = choropleth(boundaries, shown, st.context.theme.type == "dark", title)
    draw(drawing, title, words, twin, headers, key)


def _told(row: Mapping[Any, Any]) -> str:
    words = _("{ratio}: {seen} of {expected} expected")
    seen = counted(row["seen"], row["events"])
    return words.format(ratio=number(row["ratio"], 2), seen=seen, expected=number(row["expected"]))
