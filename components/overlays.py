"""What can be laid over the live map: hot spots, this week's spikes, linked events, notes. Each has its words below."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from components import link, map_layers, maps
from components.live import Picture, short_name
from components.numbers import cases, moment, number
from components.places_to_watch import KINDS, cell_words
from components.signals import nothing, sentence, where
from components.words import N_, _, name, ngettext

OVERLAYS = {
    "hot": N_("Hot spots"),
    "spikes": N_("Spikes of the week"),
    "events": N_("Linked events"),
    "notes": N_("Notes"),
    "density": N_("Density"),
}
DENSITY = "density"  # of the cases in work: the map's own cells, which are asked for with the cases
NOTE_KINDS = {"storm": N_("storm"), "outage": N_("outage"), "direct_line": N_("direct line"), "other": N_("note")}
TOLD = 6  # lines of words for each
LONGEST_TAG = 28  # characters on the map
RING, EVENT_RING = 15, 9  # pixels
BELOW = {"spike-tags": 18, "notes": 36}  # layer → pixels under the name of the district


def chosen() -> tuple[str, ...]:
    """What the link asks for, from the bottom up."""
    asked = link.read("on").split(",")
    return tuple(code for code in OVERLAYS if code in asked)


def asked() -> tuple[str, ...]:
    """What has to be asked for these."""
    more = {"hot": ("hot", "hot_cells"), DENSITY: ()}
    return tuple(question for code in chosen() for question in more.get(code, (code,)))


def switch() -> None:
    """One button for each; any number of them."""
    st.session_state["live_on"] = list(chosen())
    names = {code: _(words) for code, words in OVERLAYS.items()}
    st.pills(
        _("Over the map"), list(OVERLAYS), key="live_on", selection_mode="multi", format_func=names.__getitem__,
        on_change=lambda: link.write(on=",".join(st.session_state["live_on"])), label_visibility="collapsed", wrap=True,
    )  # fmt: skip


def layers(picture: Picture, drawn: pd.DataFrame, words: pd.DataFrame, dark: bool) -> list[Any]:
    """`drawn`: the cases that are marks on the map; events join these alone. `words`: what of `tags` has room."""
    found: list[Any] = []
    laid = picture.laid
    if len(hot := _hot(picture)):
        found.append(map_layers.outline_layer(picture.boundaries, list(hot["district"]), dark, "hot"))
    if len(cells := _hot(picture, "hot_cells")):
        found.append(map_layers.cell_outlines(list(cells["cell"]), dark))
    if len(spikes := _spike_tags(picture)):
        found.append(map_layers.ring_layer("spikes", spikes.assign(id=spikes.index, text=""), RING, dark))
    if "events" in laid and len(joined := laid["events"].merge(drawn[["id", "lat", "lon", "text"]], on="id")):
        found += map_layers.event_layers(joined, EVENT_RING, dark)
    for layer, below in BELOW.items():
        if len(mine := words[words["layer"] == layer]):
            found.append(map_layers.name_layer(mine, dark, layer, below))
    return found


def tags(picture: Picture) -> pd.DataFrame:
    """What is written under the names of districts: columns layer, name, lon, lat, below (pixels), weight. A signal is
    news and weighs more than a note, a note more than any name.
    """
    found = [
        rows.assign(layer=layer, below=BELOW[layer], weight=weight)
        for layer, rows, weight in (("spike-tags", _spike_tags(picture), 2e9), ("notes", _note_tags(picture), 1e9))
        if len(rows)
    ]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=["layer", "name", "lon", "lat"])


def _spike_tags(picture: Picture) -> pd.DataFrame:
    if "spikes" not in picture.laid or picture.laid["spikes"].empty:
        return pd.DataFrame()
    firsts = picture.laid["spikes"].drop_duplicates("district").rename(columns={"district": "place"})
    return _tags(firsts, picture, [f"▲ {number(row['seen'])} · {name(row, 'topic')}" for row in _rows(firsts)])


def _note_tags(picture: Picture) -> pd.DataFrame:
    if "notes" not in picture.laid or picture.laid["notes"].empty:
        return pd.DataFrame()
    placed = picture.laid["notes"].rename(columns={"district_id": "place"}).dropna(subset="place")
    placed = placed.drop_duplicates("place")
    return _tags(placed, picture, [f"✎ {row['title']}" for row in _rows(placed)])


def _rows(frame: pd.DataFrame) -> list[dict[Hashable, Any]]:
    return frame.to_dict("records")


def _tags(rows: pd.DataFrame, picture: Picture, words: list[str]) -> pd.DataFrame:
    """Columns name, lon, lat: words under the names of districts; those without a boundary are told below only."""
    anchors = maps.anchors(picture.boundaries).set_index("id")
    short = [text if len(text) <= LONGEST_TAG else f"{text[: LONGEST_TAG - 1]}…" for text in words]
    return rows[["place"]].assign(name=short).join(anchors, on="place").dropna(subset="lon").reset_index(drop=True)


def _hot(picture: Picture, code: str = "hot") -> pd.DataFrame:
    rows = picture.laid.get(code, pd.DataFrame())
    return rows[rows["kind"].notna()] if len(rows) else rows


def told(picture: Picture) -> None:
    """What lies over the map, in words: also what has no place on it."""
    for code in (code for code in OVERLAYS if code in picture.laid):
        lines = _WORDS[code](picture)
        more = len(lines) - TOLD
        shown = [*lines[:TOLD], _("and {n} more").format(n=number(more))] if more > 0 else lines
        st.markdown(f"**{_(OVERLAYS[code])}**\n" + "\n".join(f"- {line}" for line in shown))


def _hot_words(picture: Picture) -> list[str]:
    cells = [cell_words(picture.laid["hot_cells"])]
    if picture.laid["hot"].empty:
        return [_("Too few districts: hot spots compare neighbours, which takes twenty of them."), *cells]
    found = [f"{name(row, 'district')} ({_(KINDS[row['kind']])})" for row in _rows(_hot(picture))]
    return [*(found or [_("No hot spot: no municipality stands out together with its neighbours.")]), *cells]


def _spike_words(picture: Picture) -> list[str]:
    zone = picture.clock.zone
    found = [f"{where(row)}: {sentence(row, zone)}" for row in _rows(picture.laid["spikes"])]
    return found or [nothing(picture.laid["spikes"])]


def _event_words(picture: Picture) -> list[str]:
    if picture.is_crowded:
        return [_("Too many cases to draw each: events are not joined.")]
    seen = picture.laid["events"]
    events = seen["event"].nunique()
    if not events:
        return [_("No event with several cases on the map.")]
    words = ngettext("{n} event joins {cases}", "{n} events join {cases}", events)
    return [words.format(n=number(events), cases=cases(len(seen)))]


def _note_words(picture: Picture) -> list[str]:
    names = {row["id"]: short_name(name(row)) for row in _rows(picture.districts)}
    found = [_note(row, names, picture.clock.zone) for row in _rows(picture.laid["notes"])]
    return found or [_("No notes in this period.")]


def _note(row: Mapping[Any, Any], names: Mapping[str, str], zone: str) -> str:
    place = names.get(row["district_id"], "") if isinstance(row["district_id"], str) else ""
    kind = _(NOTE_KINDS.get(row["kind"], NOTE_KINDS["other"]))
    return f"{moment(row['starts_at'], 'day', zone)} · {kind} · {place or _('the whole region')}: {row['title']}"


_WORDS = {"hot": _hot_words, "spikes": _spike_words, "events": _event_words, "notes": _note_words}
