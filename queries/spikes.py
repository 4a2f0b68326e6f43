"""Spikes: topics that people in a district suddenly write about more than they usually do on such days."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import DateTime, Engine, and_, func, literal, or_, select

from analysis.false_discovery import LIMIT
from analysis.spikes import LEAST, signals
from analysis.wide_spikes import EVERYWHERE
from queries.clock import read_clock
from queries.event_counts import event_of_case, further_of
from queries.filters import ITSELF, Filters, days_period, to_local, to_params, to_utc
from queries.inflow import Inflow, counted_until, inflow, topic_groups
from queries.names import topic_name
from queries.scope import Scope, topics_under, visible_cases
from store.dialects import read_frame
from store.engine import open_store
from store.tables import case_text, district, topic

if TYPE_CHECKING:
    from queries.question import Question

TEXTS, EXCERPT = 3, 240
MOST_CASES = 1_000  # ids given with a signal, the newest
WHOLE_REGION = {"ru": "весь регион", "en": "the whole region"}
DOMINANT = 0.8  # a channel is named when it brought that share of the cases


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `spikes`. Settings: fdr (0 to 1), least (cases). Raises ValueError for others."""
    unknown = set(asked.settings) - {"fdr", "least"}
    if unknown:
        raise ValueError(f"spikes has no setting {', '.join(sorted(unknown))}: choose fdr or least")
    limit, least = float(asked.settings.get("fdr", LIMIT)), int(asked.settings.get("least", LEAST))
    if not 0 < limit < 1 or least < 1:
        raise ValueError("fdr lies between 0 and 1, least is at least 1")
    rows = spikes(scope, filters, limit=limit, least=least, engine=engine)
    return {"rows": rows if asked.limit is None else rows.head(asked.limit), "limit": limit, "least": least}


def spikes(
    scope: Scope, filters: Filters, *, limit: float = LIMIT, least: int = LEAST, engine: Engine | None = None
) -> pd.DataFrame:
    """Signals of the period (of all the time loaded without one), the surest first.

    Columns: key, topic, topic_ru, topic_en, district ("all": the whole region), district_ru, district_en, places (in
    the whole region: how many districts have more than usual), channel (None: several), from, to (local days, both
    included), hours (0, or the signal is of so many last hours of a day that is not over), expected, seen, low, high
    (between which a usual count lies), q, p, method (year, weeks), since (UTC moment of its first case, None where
    sources know days only), is_running (the last day is not over), events (of how many those seen tell), linked (known
    links among its cases), behind (how many cases its link lists: those of its whole days), cases (ids of these),
    texts (masked, for those who may read), link (URL parameters). `attrs["judged"]`: how many counts were judged, none
    where the history is too short.
    """
    store = engine or open_store()
    found = inflow(scope, filters, engine=store)
    if found is None:
        return pd.DataFrame(columns=["topic", "district", "from", "to", "expected", "seen", "q"])
    first, last = _asked_days(found, filters)
    rows = signals(found.panel, first, last, limit, least, found.hours, whole=_whole(scope, filters))
    judged = rows.attrs["judged"]
    with store.connect() as connection:
        rows = _named(connection, rows)
        zone = read_clock(connection).zone
        rows["theme"] = pd.Series(_themes(connection, filters, list(rows["topic"])), dtype=object)
        told = [_told(connection, scope, filters, row, found, zone) for row in rows.to_dict("records")]
    columns = ["key", "channel", "since", "is_running", "further", "linked", "behind", "cases", "texts", "link"]
    extra = pd.DataFrame(told, columns=columns)
    extra["events"] = rows["seen"] - extra.pop("further")
    whole = pd.concat([rows.drop(columns="theme"), extra], axis=1)
    whole.attrs["judged"] = judged
    return whole


def _whole(scope: Scope, filters: Filters) -> bool:
    """Whether all places are looked at: what some of them have in common is not the region's."""
    return scope.whole_region and not (filters.districts or filters.agencies or filters.bounds)


def _asked_days(found: Inflow, filters: Filters) -> tuple[np.datetime64, np.datetime64]:
    if filters.period is None:
        return found.panel.days[0], found.panel.days[-1]
    edges = (filters.period.start, filters.period.end - pd.Timedelta(seconds=1))
    first, last = (np.datetime64(to_local(edge, found.zone).date(), "D") for edge in edges)
    return first, last


def _named(connection: Any, rows: pd.DataFrame) -> pd.DataFrame:
    """With the names of topic and district in both languages; Russian None where the key is nobody's."""
    topics = read_frame(
        connection,
        select(
            topic.c.id, topic_name(topic).label("ru"), func.coalesce(topic.c.name_en, topic_name(topic)).label("en")
        ),
    ).set_index("id")
    places = read_frame(
        connection,
        select(district.c.id, district.c.name_ru.label("ru"),
               func.coalesce(district.c.name_en, district.c.name_ru).label("en")).where(district.c.valid_to.is_(None)),
    ).set_index("id")  # fmt: skip
    for stem, names in (("topic", topics), ("district", places)):
        for language in ("ru", "en"):
            rows[f"{stem}_{language}"] = rows[stem].map(names[language]).astype(object)
    for language, words in WHOLE_REGION.items():
        rows.loc[rows["district"] == EVERYWHERE, f"district_{language}"] = words
    return rows


def _told(connection: Any, scope: Scope, filters: Filters, row: Mapping, found: Inflow, zone: str) -> tuple:
    """What else is known of a signal: its cases, first moment, channel, links and texts."""
    c = visible_cases(scope, signal_filters(filters, row, zone)).subquery("c")
    timed = func.min(c.c.filed_at).filter(c.c.precision == "minute").label("first")
    found_in = read_frame(connection, select(c.c.channel, func.count().label("n"), timed).group_by(c.c.channel))
    found_in = found_in.sort_values(["n", "channel"], ascending=[False, True], ignore_index=True)
    leading = found_in["channel"].iloc[0] if found_in["n"].max() >= DOMINANT * found_in["n"].sum() else None
    newest = select(c.c.id).order_by(c.c.filed_at.desc(), c.c.id.desc()).limit(MOST_CASES)
    ids = list(connection.execute(newest).scalars())[::-1]
    running = bool(found.partial_hours) and str(row["to"]) == str(found.panel.days[-1])
    linked = connection.execute(select(func.count(event_of_case(c).c.event_id.distinct()))).scalar()
    link = to_params(signal_filters(filters, row, zone)) | {"from": row["from"], "to": row["to"]}
    first = found_in["first"].dropna()
    since = first.min().to_pydatetime() if len(first) else None
    if row["hours"]:
        edge = datetime.combine(date.fromisoformat(row["to"]), time()) + timedelta(hours=found.partial_hours)
        since = to_utc(edge - timedelta(hours=row["hours"]), zone)
    further = _further(connection, c, found.edges, since if row["hours"] else None)
    key = f"{row['topic']}:{row['district']}:{row['from']}"
    behind = int(found_in["n"].sum())
    return key, leading, since, running, further, int(linked or 0), behind, ids, _texts(connection, scope, c), link


def _further(connection: Any, c: Any, edges: Mapping[str, datetime], since: datetime | None) -> int:
    """How many of the cases that were counted (`since`: of the last hours alone) are not the first of their event."""
    seen = and_(counted_until(c, edges), or_(c.c.topic_id.is_not(None), c.c.district_id.is_not(None)))
    if since is not None:
        latest = max(edges.values())
        on_time = [code for code, edge in edges.items() if edge == latest]
        seen = and_(seen, c.c.filed_at >= literal(since, DateTime()), c.c.channel.in_(on_time))
    links = event_of_case(c)
    question = select(further_of(links)).select_from(c.join(links, links.c.case_id == c.c.id)).where(seen)
    return int(connection.execute(question).scalar() or 0)


def signal_filters(filters: Filters, row: Mapping, zone: str) -> Filters:
    """The question whose cases are those of a signal, of whole days."""
    period = days_period(date.fromisoformat(row["from"]), date.fromisoformat(row["to"]), zone)
    place = filters.districts if row["district"] == EVERYWHERE else (str(row["district"]),)
    return replace(filters, period=period, topics=row["theme"], districts=place)


def _themes(connection: Any, filters: Filters, groups: list[str]) -> list[tuple[str, ...]]:
    """For each topic group the topics whose cases were counted as its: the group, but topic by topic where the filter
    leaves some out, or where the group is a broad topic whose finer ones have groups of their own.
    """
    members: dict[str, set[str]] = {}
    for one, group in topic_groups(connection).items():
        members.setdefault(group, set()).add(one)
    allowed = set(connection.execute(topics_under(filters.topics)).scalars()) if filters.topics else None
    themes: list[tuple[str, ...]] = []
    for group in groups:
        counted = members.get(group, set()) if allowed is None else members.get(group, set()) & allowed
        below = set(connection.execute(topics_under((group,))).scalars())
        themes.append((group,) if counted == below else tuple(f"{ITSELF}{one}" for one in sorted(counted)))
    return themes


def _texts(connection: Any, scope: Scope, c: Any) -> list[str]:
    if not scope.may_read_text:
        return []
    question = (
        select(func.substr(case_text.c.text, 1, EXCERPT))
        .select_from(c.join(case_text, case_text.c.case_id == c.c.id))
        .where(case_text.c.text.is_not(None))
        .order_by(c.c.filed_at.desc(), c.c.id)
        .limit(TEXTS)
    )
    return list(connection.execute(question).scalars())
