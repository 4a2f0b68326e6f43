"""`effect --topic T --district D --set since=YYYY-MM-DD`: what a measure did, against the same weeks elsewhere; with
`--agency A` against the other agencies of its kind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select

from analysis.effect import AFTER, BEFORE, LEAST_AFTER, LEAST_EVENTS, rises_again, told_weeks
from analysis.effect import effect as changed
from queries.filters import Filters
from queries.scope import Scope, peers
from queries.systemic import groups_of
from queries.weekly import WEEK, Weekly, weekly
from store.engine import open_store
from store.tables import agency

if TYPE_CHECKING:
    from queries.question import Question

UNKNOWN = {"state": "no_data"}
WEEKS = ("week", "seen", "expected", "part")
LEAST_OTHERS = 3  # for somebody who may not see them: `expected` is their events times a constant


@dataclass(frozen=True)
class Solved:
    """A solved problem to watch: its passport, what and where it is, the days of the measure and of the solution."""

    id: int
    topic: str
    by: str
    unit: str
    since: date
    solved_on: date


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: one, and `weeks`: see `effect`. Setting: since, the first day of the measure."""
    since = asked.settings.get("since")
    units = [("district", unit) for unit in filters.districts] + [("agency", unit) for unit in filters.agencies]
    if set(asked.settings) != {"since"} or since is None or len(filters.topics) != 1 or len(units) != 1:
        raise ValueError("effect of one measure: effect --topic T --district D (or --agency A) --set since=YYYY-MM-DD")
    with engine.connect() as connection:
        topics = groups_of(connection, filters.topics)
    if topics is None or len(topics) != 1:
        raise ValueError("choose a topic of the second level: effects are those of one problem")
    by, unit = units[0]
    told, weeks = effect(scope, filters, topics.pop(), unit, date.fromisoformat(since), by, engine=engine)
    return {"rows": pd.DataFrame([told]), "weeks": weeks}


def effect(
    scope: Scope,
    filters: Filters,
    topic: str,
    unit: str,
    since: date,
    by: str = "district",
    *,
    engine: Engine | None = None,
) -> tuple[dict[str, Any], pd.DataFrame]:
    """What `analysis.effect.effect` says, `since` (as text), `by`, `others` (how many are compared with: the other
    municipalities, or the other agencies of the same kind), `ready` (the day from which something can be said, while it
    is too early); and the weeks compared: week (its Monday), seen, expected (as the others would have it), part
    (before, after). The week in which the measure begins counts on no side.

    All weeks loaded are looked at, whatever the period. State no_data where nothing is known or nothing may be seen,
    no_others where fewer than ten events lie with the others: then there is nobody to compare with. Somebody who does
    not see the whole region compares with three others at least.
    """
    head = {"since": since.isoformat(), "by": by}
    found = _series(scope, filters, topic, unit, by, engine)
    if found is None:
        return UNKNOWN | head, pd.DataFrame(columns=list(WEEKS))
    here, elsewhere, weeks, others = found
    if elsewhere.sum() < LEAST_EVENTS or (not scope.whole_region and others < LEAST_OTHERS):
        return {"state": "no_others", "others": others} | head, pd.DataFrame(columns=list(WEEKS))
    kept = [week for week in weeks if week != _monday(since)]
    here, elsewhere, first = _split(here, elsewhere, weeks, since)
    told = changed(here, elsewhere, first) | head | {"others": others}
    if told["state"] == "too_early":
        told["ready"] = (_monday(since) + WEEK * (1 + LEAST_AFTER)).isoformat()
    rows = pd.DataFrame({"week": [week.isoformat() for week in kept], "seen": here.astype(int)})
    rows = rows.assign(**told_weeks(here, elsewhere, first))[list(WEEKS)]
    return told, rows.iloc[max(0, first - BEFORE) : first + AFTER].reset_index(drop=True)


def relapses(
    scope: Scope, filters: Filters, solved: Sequence[Solved], *, engine: Engine | None = None
) -> frozenset[int]:
    """Ids of the solved problems that rise again above what their measures had achieved.

    The week of the decision still belongs to what was achieved; the weeks after it are watched.
    """
    store, again = engine or open_store(), []
    known = {by: _known(scope, filters, by, store) for by in sorted({each.by for each in solved})}
    for each in solved:
        found, kinds = known[each.by]
        series = None if found is None else _of(found, kinds, each.topic, each.unit)
        if found is None or series is None:
            continue
        first, end = (sum(week < _monday(day) for week in found.weeks) for day in (each.since, each.solved_on))
        if rises_again(series[0], series[1], first + 1, end + 1):
            again.append(each.id)
    return frozenset(again)


def _series(
    scope: Scope, filters: Filters, topic: str, unit: str, by: str, engine: Engine | None
) -> tuple[np.ndarray, np.ndarray, list[date], int] | None:
    if not scope.whole_region and unit not in (scope.districts if by == "district" else scope.agencies):
        return None
    found, kinds = _known(scope, filters, by, engine or open_store())
    series = None if found is None else _of(found, kinds, topic, unit)
    return None if found is None or series is None else (series[0], series[1], found.weeks, series[2])


def _known(scope: Scope, filters: Filters, by: str, store: Engine) -> tuple[Weekly | None, dict[str, str | None]]:
    """The weeks of everybody, and the kind of each agency; municipalities are of one kind."""
    found = weekly(peers(scope), filters.during(None), by, engine=store)
    if by == "district":
        return found, {}
    with store.connect() as connection:
        return found, {row.id: row.kind for row in connection.execute(select(agency.c.id, agency.c.kind))}


def _of(
    found: Weekly, kinds: Mapping[str, str | None], topic: str, unit: str
) -> tuple[np.ndarray, np.ndarray, int] | None:
    """Events a week here and with the others of its kind, and how many of those have any."""
    if topic not in found.topics or unit not in found.units:
        return None
    events = found.events[found.topics.index(topic)]
    others = events[[each != unit and kinds.get(each) == kinds.get(unit) for each in found.units]]
    return events[found.units.index(unit)], others.sum(axis=0), int((others.sum(axis=1) > 0).sum())


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _split(
    here: np.ndarray, elsewhere: np.ndarray, weeks: list[date], since: date
) -> tuple[np.ndarray, np.ndarray, int]:
    """Without the week in which the measure begins, and the number of the first week after it."""
    kept = np.array([week != _monday(since) for week in weeks])
    first = sum(week < _monday(since) for week in weeks)
    return here[kept], elsewhere[kept], first
