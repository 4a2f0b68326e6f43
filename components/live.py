"""What the live map shows at one tick, and its words: tooltips, the sentence, what has no place. Draws nothing."""

import json
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from components import map_change, maps
from components.both_counts import both, counted
from components.deadlines import signed_state
from components.labels import channel_name
from components.map_classes import Classes, classes
from components.numbers import events, number
from components.tables import named
from components.words import N_, _, name, names, ngettext
from queries.cases import CasePage
from queries.clock import Clock
from queries.filters import UNMAPPED, Bounds, Period

LONGEST_TOPIC = 60  # characters of a topic in a tooltip
LISTED = 6  # cases in each of the two lists
# What the districts can be coloured by: code in the link → words, ramp, decimals.
FILLS: dict[str, tuple[str, str | None, int]] = {
    "in_work": (N_("In work"), "quantity", 0),
    "overdue": (N_("Overdue"), "deadline", 0),
    "rate": (N_("Filed per 10,000"), "quantity", 1),
    "change": (N_("Filed: change"), "change", 0),
    "none": (N_("No colour"), None, 0),
}
CELL_FILLS = ("in_work", "overdue")  # what hexagons can be coloured by


@dataclass(frozen=True)
class Picture:
    """Everything the live map shows, as asked at one tick; frames as the queries give them.

    `points` are the newest cases in work that have coordinates; `cells` lie under them where density is wanted, and
    stand in for them when they are too many to draw. `in_work`, `overdue` and `rate` hold all districts, so that the
    map keeps its colours when one is `chosen`. A `watch` narrows points, cells and lists to what was `filed` in it (in
    work, by district; None without a watch). It is shared: nobody may change a frame. `further`: of the cases in work
    and the overdue ones those that are not the first of their event, by the metric's id; `told_by`: of how many events
    they tell, by district. `received` in the period and `before` it, by district; None where there is nothing to
    compare with. `laid`: what lies over the map, by its code (see components.overlays).
    """

    chosen: tuple[str, ...]
    watch: Period | None
    bounds: Bounds | None
    boundaries: Mapping[str, Any]
    districts: pd.DataFrame
    channels: pd.DataFrame
    further: Mapping[str, int]
    told_by: Mapping[str, pd.DataFrame]
    points: pd.DataFrame
    cells: pd.DataFrame | None
    in_work: pd.DataFrame
    overdue: pd.DataFrame
    rate: pd.DataFrame
    filed: pd.DataFrame | None
    received: pd.DataFrame
    before: pd.DataFrame | None
    laid: Mapping[str, pd.DataFrame]
    by_topic: pd.DataFrame
    by_channel: pd.DataFrame
    topics: pd.DataFrame
    newest: CasePage
    due: CasePage
    freshness: pd.DataFrame
    history: pd.DataFrame
    clock: Clock
    # What was made of this picture, for all who look at it: see components.shared.
    kept: dict[Hashable, Any] = field(default_factory=dict, init=False)

    @property
    def is_crowded(self) -> bool:
        """Whether the cases are too many to draw each."""
        return len(self.points) > maps.MOST_POINTS

    @property
    def total(self) -> int:
        return int(self.asked(self.in_work)["numerator"].sum())

    @property
    def total_overdue(self) -> int:
        return int(self.asked(self.overdue)["numerator"].sum())

    @property
    def told(self) -> dict[str, int]:
        """Of how many events the cases in work and the overdue ones tell, by the metric's id."""
        seen = {"in_work": self.total, "overdue_now": self.total_overdue}
        return {each: n - self.further[each] for each, n in seen.items()}

    def asked(self, measured: pd.DataFrame) -> pd.DataFrame:
        return measured[measured["key"].fillna(UNMAPPED).isin(self.chosen)] if self.chosen else measured

    def groups(self, colouring: str) -> list[str]:
        """Topics of the first level or channels, those with the most cases in work first."""
        counts = self.by_channel if colouring == "channel" else self.by_topic
        keys = counts["key"]
        if colouring == "topic":
            keys = keys.map(dict(zip(self.topics["id"], self.topics["level_1"], strict=True)))
        found = counts["numerator"].groupby(keys).sum()
        return [str(key) for key in found.sort_values(ascending=False, kind="stable").index]

    @cached_property
    def frame(self) -> pd.DataFrame:
        """A row per district in sight: id, name, has_geometry, in_work, overdue, rate, now and before (filed in the
        period and in the time before it); NaN: not known; events and overdue_events. By cases in work.
        """
        frame = self.districts[["id", "has_geometry"]].assign(name=names(self.districts))
        columns = {"in_work": self.in_work, "overdue": self.overdue, "rate": self.rate, "now": self.received}
        for column, measured in (columns | {"before": self.before}).items():
            if measured is None:
                frame[column] = float("nan")
                continue
            known = measured[measured["state"].isin(["value", "zero"]) & measured["key"].notna()]
            frame[column] = frame["id"].map(dict(zip(known["key"], known["value"], strict=True))).astype(float)
        for column, metric_id in (("events", "in_work"), ("overdue_events", "overdue_now")):
            told = self.told_by[metric_id].dropna(subset="key").set_index("key")["numerator"]
            frame[column] = frame["id"].map(told).fillna(0).astype("int64")
        return frame.sort_values(["in_work", "name"], ascending=[False, True], ignore_index=True)

    @cached_property
    def words(self) -> str:
        """The map in a sentence, for those who do not see it."""
        text = _("Map of the region: {cases} in work, {overdue} overdue, {placed} with a place of their own").format(
            cases=both(self.total, self.told["in_work"]),
            overdue=counted(self.total_overdue, self.told["overdue_now"]),
            placed=number(self.placed),
        )
        most = self.frame.head(1).to_dict("records")
        if most and most[0]["in_work"] > 0:
            n = counted(int(most[0]["in_work"]), most[0]["events"])
            text += _("; most in {district}: {n}").format(district=most[0]["name"], n=n)
        return text + "."

    @property
    def placed(self) -> int:
        """Cases with coordinates."""
        return len(self.points) if self.cells is None else int(self.cells["count"].sum())

    @property
    def ids(self) -> list[str]:
        """The cases in sight, on the map and in the lists."""
        return [*self.points["id"], *self.newest.rows["id"], *self.due.rows["id"]]

    @property
    def coming_due(self) -> pd.DataFrame:
        """The soonest deadlines that have not passed."""
        return not_yet_late(self.due.rows).head(LISTED)


def not_yet_late(rows: pd.DataFrame) -> pd.DataFrame:
    """Of a list by deadline the cases whose deadline has not passed."""
    return rows[rows["deadline_state"] != "overdue"]


def soon_cursor(clock: Clock) -> str | None:
    """Where a list by deadline starts to leave out what is long overdue: at the data time of the slowest channel, but
    no more than a day before the latest.
    """
    if clock.as_of is None:
        return None
    start = max(min(moment for _code, moment in clock.until), clock.as_of - timedelta(days=1))
    return json.dumps([start.isoformat(), ""])


def steps(picture: Picture, fill: str) -> Classes:
    """The classes behind the colours: of the cells when there are any, else of the districts."""
    if FILLS[fill][1] is None:
        return Classes(picture.frame["in_work"] * float("nan"), ())
    if fill == "change":
        return Classes(map_change.steps(picture.frame), ())
    if picture.cells is not None:
        return classes(picture.cells["overdue" if fill == "overdue" else "count"].astype(float))
    return classes(picture.frame[fill])


def district_texts(picture: Picture) -> list[str]:
    """The tooltips of the districts, in the order of the frame."""
    return [_district_text(row) for row in picture.frame.to_dict("records")]


def _district_text(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["in_work"]):
        return f"{row['name']}\n{_('no data')}"
    lines = [
        row["name"],
        f"{_('In work')}: {counted(int(row['in_work']), row['events'])}",
        f"{_('Overdue')}: {counted(int(row['overdue']), row['overdue_events'])}",
    ]
    if pd.notna(row["rate"]):
        lines.append(f"{_('Filed per 10,000')}: {number(row['rate'], 1)}")
    if change := map_change.told(row["now"], row["before"]):
        lines.append(change)
    return "\n".join(lines)


def point_texts(points: pd.DataFrame, picture: Picture) -> pd.DataFrame:
    """The points with column `text`, their tooltip: topic, how they stand, channel and filing; only the filing when
    there are so many that the page would grow heavy.
    """
    precision = dict(zip(picture.channels["code"], picture.channels["precision"], strict=True))
    local = points["filed_at"].dt.tz_localize("UTC").dt.tz_convert(picture.clock.zone)
    hours = points["channel"].map(precision) == "minute"
    many = len(points) > maps.MOST_WITH_TOPIC
    day = "%d.%m" if many else "%d.%m.%Y"
    filed = local.dt.strftime(day).where(~hours, local.dt.strftime(f"{day} %H:%M")).fillna("")
    if many:
        return points.assign(text=filed)
    topics = named(points, "topic").fillna(_("Without a topic")).str.slice(0, LONGEST_TOPIC)
    tail = points["channel"].map(channel_name) + " · " + filed
    return points.assign(text=topics + "\n" + points["deadline_state"].map(signed_state) + "\n" + tail)


def cell_frame(cells: pd.DataFrame) -> pd.DataFrame:
    """Columns cell, marked (most of its cases are overdue), text: the tooltip."""
    texts = [
        both(row["count"], row["events"])
        + (f"\n{_('Overdue')}: {counted(row['overdue'], row['overdue_events'])}" if row["overdue"] else "")
        for row in cells.to_dict("records")
    ]
    return cells[["cell"]].assign(marked=cells["overdue"] * 2 > cells["count"], text=texts)


def sentence(picture: Picture) -> str:
    """What is burning, in one or two sentences; silent about what is nothing."""
    if picture.total == 0:
        return _("Nothing is in work.")
    text = ngettext("**{n}** case is in work ({events})", "**{n}** cases are in work ({events})", picture.total)
    text = text.format(n=number(picture.total), events=events(picture.told["in_work"]))
    if picture.total_overdue == 0:
        return text + _(", none of them overdue.")
    late = ngettext(", **{n}** ({events}) is overdue.", ", **{n}** ({events}) are overdue.", picture.total_overdue)
    of_events = events(picture.told["overdue_now"])
    return text + late.format(n=number(picture.total_overdue), events=of_events) + _worst(picture)


def _worst(picture: Picture) -> str:
    """The district with the most overdue cases, when it is one and has more than one."""
    late = picture.frame.nlargest(2, "overdue", keep="all")
    if picture.chosen or late.empty or not late["overdue"].iloc[0] > max([1, *late["overdue"].iloc[1:]]):
        return ""
    most = late.iloc[0]
    n = counted(int(most["overdue"]), int(most["overdue_events"]))
    return " " + _("The most: {district}, {n}.").format(district=most["name"], n=n)


def without_place(picture: Picture) -> str:
    """How many cases neither a point nor a district shows, and which districts have no boundary; "" for none."""
    shown = set(picture.districts.loc[picture.districts["has_geometry"], "id"])
    asked = picture.asked(picture.in_work if picture.filed is None else picture.filed)
    hidden = asked[~asked["key"].isin(list(shown))]
    count = int(hidden["numerator"].sum())
    if not picture.is_crowded:
        count -= int((~picture.points["district_id"].isin(list(shown))).sum())
    lines = []
    if count > 0:
        lines.append(
            ngettext("{n} case has no place on the map.", "{n} cases have no place on the map.", count).format(
                n=number(count)
            )
        )
    bare = picture.districts[~picture.districts["has_geometry"]]
    if shown and len(bare):
        names = ", ".join(name(row) for row in bare.head(5).to_dict("records"))
        lines.append(_("No boundary is loaded for: {names}.").format(names=names))
    return " ".join(lines)


def class_labels(edges: tuple[float, ...], decimals: int) -> list[str]:
    """The legend of the steps: 0, 1–3, 4–9, «от 10»; with decimals, where steps touch: 0, «от 0,5», «от 1,2»."""
    if not edges:
        return []
    lower = [number(edge, decimals if edge % 1 else 0) for edge in edges]
    if decimals:
        return [lower[0] if edges[0] == 0 else _("from {n}").format(n=lower[0])] + [
            _("from {n}").format(n=edge) for edge in lower[1:]
        ]
    upper = [number(edge - 1) for edge in edges[1:]]
    inner = [low if low == high else f"{low}–{high}" for low, high in zip(lower, upper, strict=False)]
    return [*inner, _("from {n}").format(n=lower[-1])]


def short_name(district: str) -> str:
    """For labels on the map: without the word for "district", which every other label would repeat."""
    for word in ("муниципальный район", "муниципальный округ", "городской округ", "район", "округ", "District"):
        district = district.removesuffix(f" {word}").removeprefix(f"{word} ")
    return district
