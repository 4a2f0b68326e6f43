"""What is loaded: cases by channel and month as a heat table, how fresh each channel is, and the imports so far."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from typing import Any

import pandas as pd
import streamlit as st

from components import pulse
from components.import_words import layout_name
from components.labels import channel_name
from components.map_classes import Classes, classes, ramp
from components.numbers import duration, moment, number, table_moment
from components.words import N_, _

# What the heat table can show: column of the coverage frame → words.
ASPECTS = {
    "cases": N_("Cases"),
    "with_district": N_("With a municipality, %"),
    "with_place": N_("With coordinates, %"),
    "with_deadline": N_("With a deadline, %"),
    "with_rating": N_("With a rating, %"),
    "with_text": N_("With a text, %"),
}
NO_DATE = "–"


def coverage_panel(coverage: pd.DataFrame) -> None:
    """Channel × month: how much came, and how much of it can answer what. A gap is an empty cell, not a zero."""
    if coverage.empty:
        st.info(_("Nothing is loaded yet."), icon=":material/database:")
        return
    aspect = st.segmented_control(
        _("Show"), list(ASPECTS), default="cases", required=True, key="coverage_aspect",
        format_func=lambda code: _(ASPECTS[code]), label_visibility="collapsed", wrap=True,
    )  # fmt: skip
    heat = heat_frame(coverage, aspect or "cases")
    st.dataframe(
        painted(heat, st.context.theme.type == "dark"),
        key="coverage_heat",
        column_config={
            column: st.column_config.NumberColumn(column, format="localized" if aspect == "cases" else "%.0f", width=76)
            for column in heat.columns
        },
        placeholder="",
        alt=_("Cases by channel and month: {aspect}").format(aspect=_(ASPECTS[aspect or "cases"])),
    )
    st.caption(_("An empty cell: the channel has no case filed in that month."))


def heat_frame(coverage: pd.DataFrame, aspect: str) -> pd.DataFrame:
    """Rows: channels by name; columns: months as 2026-01, the latest first; cells: cases, or the share in per cent.

    Cases without a date stand in the column «–».
    """
    month = pd.to_datetime(coverage["month"]).dt.strftime("%Y-%m").fillna(NO_DATE)
    value = coverage["cases"] if aspect == "cases" else (100 * coverage[aspect] / coverage["cases"]).round()
    long = pd.DataFrame({"channel": coverage["channel"].map(channel_name), "month": month, "value": value})
    wide = long.pivot_table(index="channel", columns="month", values="value", aggfunc="sum")
    return wide.rename_axis(index=_("Channel"), columns=None)[sorted(wide.columns, reverse=True)]


def painted(heat: pd.DataFrame, dark: bool) -> "pd.io.formats.style.Styler":
    """The same numbers with a background in steps of blue; the text stays readable on each step."""
    found = classes(pd.Series(heat.to_numpy().ravel(), dtype=float))
    shade = _shader(found, dark)
    return heat.style.map(shade)


def _shader(found: Classes, dark: bool) -> Callable[[Any], str]:
    shades = ramp("quantity", dark)

    def css(value: Any) -> str:
        if pd.isna(value) or not found.edges:
            return ""
        step = max(sum(value >= edge for edge in found.edges) - 1, 0)
        light_text = step >= 3 if not dark else step < 4
        return f"background-color: rgb{shades[step]}; color: {'#ffffff' if light_text else '#111827'}"

    return css


def freshness_panel(freshness: pd.DataFrame, history: pd.DataFrame, channels: pd.DataFrame, zone: str) -> None:
    """Until when each channel's data reach, when it was loaded last, and whether that is later than usual."""
    if freshness.empty:
        st.info(_("Nothing is loaded yet."), icon=":material/database:")
        return
    stale = {one.channel: one for one in pulse.stale_channels(freshness, history, channels)}
    precision = dict(zip(channels["code"], channels["precision"], strict=True))
    rows = [
        {
            _("Channel"): channel_name(row["channel"]),
            _("State"): _stale_words(stale.get(row["channel"])),
            _("Data until"): table_moment(row["data_until"], precision.get(row["channel"], "day"), zone),
            _("Loaded last"): table_moment(row["last_import"], zone=zone),
            _("Cases"): row["cases"],
        }
        for row in freshness.to_dict("records")
    ]
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            _("Data until"): right,
            _("Loaded last"): right,
            _("Cases"): st.column_config.NumberColumn(format="localized"),
        },
        alt=_("How fresh each channel is"),
    )


def _stale_words(stale: pulse.StaleChannel | None) -> str:
    if stale is None:
        return _("● as usual")
    return _("○ {age} old, usually at most {usual}").format(age=roughly(stale.age), usual=roughly(stale.usual))


def roughly(length: timedelta) -> str:
    """«5 дней», «3 ч 20 мин»: days from two days on."""
    seconds = length.total_seconds()
    return duration(seconds, "day" if seconds >= 2 * 86_400 else "minute")


def history_panel(
    history: pd.DataFrame,
    zone: str,
    take_back: Callable[[int], str],
    open_report: Callable[[int], None],
    others: Collection[str] = (),
    titles: Mapping[str, str] | None = None,
) -> None:
    """The imports, the latest first; a click opens the report of one, and one can be taken back. `take_back` returns
    what to say; `others`: layouts without cases that can be taken back too; `titles`: of the region's own layouts.
    """
    if history.empty:
        st.info(_("No file was loaded yet."), icon=":material/database:")
        return
    if said := st.session_state.pop("undo_said", None):
        st.info(said, icon=":material/undo:")
    of_cases = history["channel"].notna() | history["layout"].isin(list(others))
    _undo_choice(history[history["undone_at"].isna() & of_cases], zone, take_back)
    st.caption(_("A click on a row opens the report of that import."))

    def clicked() -> None:
        if cells := st.session_state["import_list"].selection.cells:
            open_report(int(history.iloc[cells[0][0]]["id"]))

    st.dataframe(
        history_frame(history, zone, titles), hide_index=True, column_config=_history_columns(), placeholder="–",
        alt=_("Imports, the latest first"), key="import_list", on_select=clicked, selection_mode="single-cell",
    )  # fmt: skip


def history_frame(history: pd.DataFrame, zone: str, titles: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Columns id, when, file, layout, read, new, updated, unchanged, rejected, state."""
    counts = history[["id", "file", "read", "new", "updated", "unchanged", "rejected"]]
    return counts.assign(
        when=[table_moment(at, zone=zone) for at in history["imported_at"]],
        layout=[layout_name(code, titles) for code in history["layout"]],
        state=[_("taken back") if pd.notna(at) else "" for at in history["undone_at"]],
    )[["id", "when", "file", "layout", "read", "new", "updated", "unchanged", "rejected", "state"]]


def _history_columns() -> dict[str, Any]:
    headers = {"read": _("Read"), "new": _("New"), "updated": _("Updated"), "unchanged": _("Unchanged")}
    figures: dict[str, Any] = {
        column: st.column_config.NumberColumn(title, format="localized") for column, title in headers.items()
    }
    return figures | {
        "id": st.column_config.NumberColumn("№", format="%d", width=60),
        "when": st.column_config.TextColumn(_("When"), alignment="right"),
        "file": st.column_config.TextColumn(_("File"), width=260),
        "layout": st.column_config.TextColumn(_("Layout"), width=220),
        "rejected": st.column_config.NumberColumn(_("Rejected"), format="localized"),
        "state": _("State"),
    }


def _undo_choice(open_ones: pd.DataFrame, zone: str, take_back: Callable[[int], str]) -> None:
    """Choose an import, read what will happen, press the button."""
    if open_ones.empty:
        return
    with st.popover(_("Take an import back"), icon=":material/undo:"):
        labels = {
            int(row["id"]): f"№ {row['id']} · {row['file']} · {moment(row['imported_at'], zone=zone)}"
            for row in open_ones.to_dict("records")
        }
        chosen = st.selectbox(_("Import"), list(labels), format_func=lambda batch: labels[batch], key="undo_batch")
        row = open_ones[open_ones["id"] == chosen].to_dict("records")[0]
        words = _("{new} new cases will go, {updated} changed ones get back what they were.")
        st.caption(words.format(new=number(row["new"]), updated=number(row["updated"])))
        st.button(_("Take it back"), key="undo_now", type="primary", on_click=_undo, args=(take_back, chosen))


def _undo(take_back: Callable[[int], str], batch: int) -> None:
    st.session_state["undo_said"] = take_back(batch)
