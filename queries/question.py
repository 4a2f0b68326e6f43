"""A question as plain data and its answer as plain data: what the command line, scripts and the loopback route
share.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, select, union

from queries.cases import case_page
from queries.clock import Clock, read_clock
from queries.computed import COMPUTED, computed
from queries.conditions import STATES
from queries.filters import UNMAPPED, Bounds, Filters, Period, days_period, to_local
from queries.measure import measure
from queries.metrics import METRICS
from queries.scope import Scope, scope_for
from store.engine import open_store
from store.record_tables import volume
from store.tables import agency, channel, district, topic

ALL_ROWS = 1_000_000_000
_NAMES = {"districts": (district, ("name_ru", "name_official", "name_en")),
          "agencies": (agency, ("name_ru", "short_ru", "name_en")),
          "topics": (topic, ("level_3", "level_2", "level_1", "name_en"))}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """`about` is a metric id, "cases", or a question of `queries.computed`, whose `subject` is what it is asked of (a
    metric, a text, a poll) and whose `settings` are its own. Dates are local days, both included; lists hold ids or
    exact names; `bounds` is "south,west,north,east" in degrees.
    """

    about: str
    by: str | None = None
    date_from: str | None = None
    date_to: str | None = None
    channels: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    text: str = ""
    bounds: str | None = None
    subject: str | None = None
    metric: str | None = None
    sort: str = "newest"
    limit: int | None = None
    role: str = "staff"
    who: str = ""
    settings: dict[str, str] = field(default_factory=dict)


def answer(asked: Question, *, engine: Engine | None = None) -> dict[str, Any]:
    """question, as_of, scope, filters, rows (and total for lists). Raises ValueError with what to change."""
    store = engine or open_store()
    if asked.about != "cases" and asked.about not in METRICS and asked.about not in COMPUTED:
        known = ", ".join((*METRICS, *COMPUTED))
        raise ValueError(f"unknown question {asked.about!r}: choose cases or one of {known}")
    if asked.limit is not None and asked.limit < 1:
        raise ValueError(f"--limit {asked.limit} lists nothing: ask for one row or more, or leave it out for all")
    with store.connect() as connection:
        clock = read_clock(connection)
        filters = _filters(connection, asked, clock)
        scope = _scope(connection, asked)
    head = {
        "question": _asked(asked),
        "as_of": _plain(clock.as_of_for(filters.channels)),
        "scope": asdict(scope),
        "filters": _described(filters, clock),
    }
    if asked.about == "cases":
        page = case_page(
            scope,
            filters,
            metric_id=asked.metric,
            sort=asked.sort,
            limit=ALL_ROWS if asked.limit is None else asked.limit,
            engine=store,
        )
        return head | {"total": page.total, "events": page.events, "rows": records(page.rows)}
    if asked.about in COMPUTED:
        return head | answered_plainly(computed(asked.about)(store, scope, filters, asked))
    return head | {"rows": records(measure(asked.about, scope, filters, asked.by, engine=store))}


def answered_plainly(found: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of an answer as JSON can carry them: frames become records."""
    return {name: records(part) if isinstance(part, pd.DataFrame) else _plain(part) for name, part in found.items()}


def _asked(asked: Question) -> dict[str, Any]:
    if asked.about == "cases":
        return {"cases": asked.metric}
    if asked.about in METRICS:
        return {"metric": asked.about, "by": asked.by}
    named = {"computed": asked.about, "subject": asked.subject, "by": asked.by, "settings": asked.settings}
    return {name: value for name, value in named.items() if value}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON can carry them: missing is null, times are ISO 8601 in UTC."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict(orient="records")]


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value) or value is pd.NA:
        return None
    if hasattr(value, "isoformat"):
        return f"{value.isoformat(timespec='seconds')}Z"
    return value.item() if hasattr(value, "item") else value


def _filters(connection: Connection, asked: Question, clock: Clock) -> Filters:
    named = {kind: tuple(_ids(connection, kind, getattr(asked, kind))) for kind in ("districts", "agencies", "topics")}
    if asked.channels:
        known = union(select(channel.c.code), select(volume.c.channel))
        _check("channel", asked.channels, sorted(connection.execute(known).scalars()))
    _check("state", asked.states, STATES)
    return Filters(
        period=_period(asked, clock),
        channels=tuple(asked.channels),
        states=tuple(asked.states),
        text=asked.text,
        bounds=None if asked.bounds is None else Bounds.parse(asked.bounds),
    ).only(**named)


def _check(kind: str, wanted: list[str], known: Iterable[str]) -> None:
    """Raises ValueError for a word nobody knows: it would be answered by a nought that means nothing."""
    known = tuple(known)
    if strange := next((word for word in wanted if word not in known), None):
        raise ValueError(f"no {kind} {strange!r}: choose of {', '.join(known)}")


def _period(asked: Question, clock: Clock) -> Period | None:
    if asked.date_from is None and asked.date_to is None:
        return None
    first = _day("from", asked.date_from) if asked.date_from else date(1990, 1, 1)
    last = _day("to", asked.date_to) if asked.date_to else date(2100, 1, 1)
    return days_period(first, last, clock.zone)


def _day(edge: str, words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ValueError(f"--{edge} {words!r} is no day of the calendar: write YYYY-MM-DD") from None


def _ids(connection: Connection, kind: str, wanted: list[str]) -> list[str]:
    """Ids as they are; exact names looked up. Raises ValueError for a name that nobody has."""
    table, columns = _NAMES[kind]
    found: list[str] = []
    for value in wanted:
        if value == UNMAPPED:
            found.append(value)
            continue
        ids = connection.execute(select(table.c.id).where(table.c.id == value)).scalars().all()
        for column in columns if not ids else ():
            ids = ids or connection.execute(select(table.c.id).where(table.c[column] == value)).scalars().all()
        if not ids:
            raise ValueError(f"no {kind} with the id or name {value!r}")
        found.extend(ids[:1] if kind == "topics" else ids)
    return found


def _scope(connection: Connection, asked: Question) -> Scope:
    if asked.role != "head":
        return scope_for(asked.role, asked.who)
    own = tuple(_ids(connection, "districts", [asked.who])) if asked.who else ()
    administrations = select(agency.c.id).where(agency.c.district_id.in_(own), agency.c.kind == "municipality")
    theirs = connection.execute(administrations.order_by(agency.c.id)).scalars()
    return scope_for("head", asked.who, own, tuple(theirs))  # the same rights as on screen


def _described(filters: Filters, clock: Clock) -> dict[str, Any]:
    described = {key: value for key, value in asdict(filters).items() if value}
    if filters.period is not None:
        described["period"] = {
            "from": to_local(filters.period.start, clock.zone).isoformat(),
            "before": to_local(filters.period.end, clock.zone).isoformat(),
            "zone": clock.zone,
        }
    return described
