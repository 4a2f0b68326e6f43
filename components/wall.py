"""Wall mode: the region's state for a room, in large type. Panels take turns, nobody needs to touch anything.

``?wall=1`` on any address opens it. Everything is measured in the size of the screen, so that it reads from afar.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from components import control_list, empty, link, pulse, signals
from components.both_counts import counted
from components.charts import show, vega_locale
from components.choropleth import choropleth, sentence
from components.deadlines import badge, left_of
from components.labels import channel_name
from components.live_lists import heartbeat, what
from components.numbers import day, events, number
from components.pulse import Beat
from components.words import N_, _, name, names
from queries.clock import Clock

TURN_SECONDS = 20
ROWS = 8  # that a panel has room for
MAP_PIXELS, LEGEND_PIXELS = 560, 22
PANELS = {"map": N_("Overdue now"), "due": N_("Soonest due"), "signals": N_("Unusual"), "control": N_("Under control")}
# Streamlit's sizes are multiples of the root's: the only way to large type without touching every element.
LARGE = "<style>html {font-size: max(13px, min(1.5vw, 2.6vh)) !important}</style>"


@dataclass(frozen=True)
class State:
    """Everything the wall shows, as asked at one tick; frames as the queries give them. `today`: filed since midnight,
    `further`: of the cases in work, overdue and filed today those that are not the first of their event, by the
    metric's id; `overdue` by district, `told_late`: the events of these; `found`: spikes, `items` under control.
    """

    region: str
    in_work: int
    further: Mapping[str, int]
    today: int
    overdue: pd.DataFrame
    told_late: pd.DataFrame
    due: pd.DataFrame
    found: pd.DataFrame
    items: pd.DataFrame
    districts: pd.DataFrame
    boundaries: Mapping[str, Any]
    channels: pd.DataFrame
    freshness: pd.DataFrame
    history: pd.DataFrame
    clock: Clock

    @property
    def late(self) -> int:
        return int(self.overdue["numerator"].sum())

    @property
    def panels(self) -> list[str]:
        """Those that have something to say; the map always does."""
        filled = {"due": len(self.due), "signals": len(self.found), "control": len(self.items)}
        return ["map", *(panel for panel, rows in filled.items() if rows)]


def is_on() -> bool:
    """Whether the link asks for the wall."""
    return link.read("wall") == "1"


def draw(beat: Beat, seconds: float) -> None:
    """The numbers on the left, the panel whose turn it is (`seconds`: since whenever) on the right."""
    state: State = beat.answer
    st.html(LARGE)
    _top(beat)
    left, right = st.columns([1, 3], gap="large")
    with left:
        numbers = [
            (_("In work"), state.in_work, "in_work"),
            (_("Overdue"), state.late, "overdue_now"),
            (_("Filed today"), state.today, "received"),
        ]
        for title, n, metric_id in numbers:
            note = events(n - state.further[metric_id]) if n else None
            st.metric(title, number(n), note, delta_color="off", delta_arrow="off", border=True)
    with right:
        panel = state.panels[int(seconds // TURN_SECONDS) % len(state.panels)]
        st.markdown(f"### {_(PANELS[panel])}")
        _DRAWN[panel](state)


def _top(beat: Beat) -> None:
    """Which region, how old its data are, and whether the wall lives."""
    state: State = beat.answer
    stale = pulse.stale_channels(state.freshness, state.history, state.channels)
    words, icon, hue = heartbeat(beat, state.clock.zone, bool(stale), pulse.TICK_SECONDS)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"## {state.region}", width="content")
        st.space("stretch")
        until = _("Data until {moment}").format(moment=pulse.data_time(state.channels, state.clock))
        st.markdown(f"**{until}**", width="content")
        st.badge(words, icon=icon, color=hue)
    if stale:
        st.caption(", ".join(channel_name(each.channel) for each in stale) + ": " + _("older than usual"))


def _map(state: State) -> None:
    if not state.boundaries["features"]:
        empty.no_boundaries()
        return
    known = state.overdue.dropna(subset=["key"]).set_index("key")["numerator"]
    rows = state.districts.assign(key=state.districts["id"], name=names(state.districts), is_chosen=False)
    rows = rows.assign(value=rows["key"].map(known).astype(float))
    told = rows["key"].map(state.told_late.dropna(subset="key").set_index("key")["numerator"]).fillna(0)
    late = rows["value"].fillna(0).astype(int)
    rows["text"] = [counted(n, int(of_events)) for n, of_events in zip(late, told, strict=True)]
    drawing = choropleth(state.boundaries, rows, st.context.theme.type == "dark", _("Overdue"), "deadline")
    drawing = drawing.properties(height=MAP_PIXELS).configure(locale=vega_locale())
    drawing = drawing.configure_legend(labelFontSize=LEGEND_PIXELS, titleFontSize=LEGEND_PIXELS, symbolSize=500)
    show(drawing, key="wall_map", alt=sentence(rows, _("Overdue")))


def _due(state: State) -> None:
    rows = state.due.head(ROWS)
    for row, told in zip(rows.to_dict("records"), what(rows), strict=True):
        st.markdown(f"{badge(row['deadline_state'], left_of(row, state.clock))} {told}")


def _signals(state: State) -> None:
    for row in state.found.head(ROWS // 2).to_dict("records"):
        st.markdown(f"**{signals.where(row)}**: {signals.sentence(row, state.clock.zone)}")


def _control(state: State) -> None:
    for row in state.items.head(ROWS).to_dict("records"):
        until = f" · {day(date.fromisoformat(row['due']))}" if row["due"] else ""
        words = _(control_list.URGENCY[row["urgency"]]) + until
        st.markdown(f":{control_list.COLOURS.get(row['urgency'], 'gray')}-badge[{words}] {name(row, 'title')}")


_DRAWN: dict[str, Callable[[State], None]] = {"map": _map, "due": _due, "signals": _signals, "control": _control}
