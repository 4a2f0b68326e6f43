"""`systemic [--by district|agency]`: topic × place whose weeks stay above what is usual, and what makes it worse."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Engine, or_, select
from sqlalchemy.orm import aliased

from analysis.seriation import seriated
from analysis.systemic import Baselines, Rules, baselines, persistence, poisson_band, scored, shrunk_share, weeks_above
from queries.filters import ITSELF, UNMAPPED, Filters
from queries.names import topic_name
from queries.scope import Scope, peers
from queries.settings import read_settings, settings_file
from queries.weekly import FACTS, Weekly, came_again, group_heads, weekly
from store.dialects import read_frame
from store.engine import open_store
from store.tables import agency, district, topic

if TYPE_CHECKING:
    from queries.question import Question

FILE = "systemic.toml"
PARTS = ("persistence", "repeats", "dissatisfaction", "overdue", "affected", "severity")
SHORTEST = 5  # weeks to judge; with less than twice as many nothing is systemic yet
KINDS = ("grown", "standing", "quiet", "small")


@dataclass(frozen=True)
class Found:
    """`rows`: see `systemic`; the judged weeks, the order in which a matrix shows its blocks, how many cases of these
    weeks were left out, without a topic or a unit.
    """

    rows: pd.DataFrame
    weeks: int = 0
    first: date | None = None
    last: date | None = None
    topics: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    left_out: int = 0


def settings() -> tuple[Rules, dict[str, float], dict[str, dict[str, float]]]:
    """Rules, weights and the values worth nothing and full points. Raises ValueError that says what to change."""
    given, file = read_settings(FILE), settings_file(FILE)
    try:
        plain = Rules()
        own = {name: type(getattr(plain, name))(value) for name, value in given["persistence"].items()}
        rules = replace(plain, **own)
        weights = {part: float(given["weights"][part]) for part in PARTS}
        scales = {part: {edge: float(given["points"][part][edge]) for edge in ("none", "full")} for part in PARTS[1:]}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{file}: {error} is missing or no number") from error
    if min(weights.values()) < 0 or weights["persistence"] <= 0:
        raise ValueError(f"{file}: weights are 0 or more, that of persistence above 0")
    if any(scale["none"] == scale["full"] for scale in scales.values()):
        raise ValueError(f"{file}: the value worth nothing differs from the one worth full points")
    return rules, weights, scales


def systemic(scope: Scope, filters: Filters, by: str = "district", *, engine: Engine | None = None) -> Found:
    """Every topic × unit with a case in the judged weeks, the highest score first.

    Columns: topic, unit, their names (topic_ru, …, unit_en), kind (grown: above its own past; standing: above the
    others only; quiet; small: too few events for a score), score (0 to 100), rank, weeks_own, weeks_others (weeks above
    each), events, cases, usual_own, usual_others (events of those weeks), repeats, dissatisfaction, overdue (shares,
    shrunk) with their counts (again, reports, negative, rated, late, judged), affected (times the region's events per
    resident), severity, population, contribution_… of each part. A head sees the rows of their own, judged by the whole
    region.
    Of the filters the period counts by its end only; topics choose rows, and so do districts or agencies by which is
    asked.
    """
    store = engine or open_store()
    rules, weights, scales = settings()
    seen = peers(scope) if by == "district" else scope
    found = weekly(seen, filters, by, engine=store)
    if found is None or (window := min(rules.weeks, len(found.weeks) // 2)) < SHORTEST:
        return Found(pd.DataFrame(columns=["topic", "unit", "kind", "score"]))
    usual = baselines(found.events, window, by == "district")
    first = found.weeks[-window]
    with store.connect() as connection:
        rows = _judged(found, usual, window, rules)
        rows = rows.merge(_outcomes(found, window), on=["topic", "unit"], how="left")
        rows = rows.merge(came_again(seen, filters, first, by, engine=store), on=["topic", "unit"], how="left")
        rows = with_names(connection, rows.fillna({"reports": 0, "again": 0}), by)
        rows = _with_parts(rows, rules, weights, scales)
        rows = rows[chosen_rows(connection, rows, scope, filters, by)].reset_index(drop=True)
    rows["rank"] = rows["score"].rank(ascending=False, method="min").astype("Int64")
    rows = rows.sort_values(
        ["score", "events", "topic", "unit"], ascending=[False, False, True, True], ignore_index=True
    )
    last = found.weeks[-1] + timedelta(days=6)
    return Found(rows, window, first, last, *_in_blocks(rows), int(found.left_out[-window:].sum()))


def _judged(found: Weekly, usual: Baselines, window: int, rules: Rules) -> pd.DataFrame:
    """Each topic × unit with events in the window: weeks above, events, usual events, persistence."""
    judged = slice(-window, None)
    own, others = (flags[:, :, judged].sum(axis=2) for flags in weeks_above(found.events, usual, rules))
    lasting = persistence(own, others, window, rules)
    events = found.events[:, :, judged].sum(axis=2)
    at = np.nonzero(events)
    means = (mean[:, :, judged].sum(axis=2)[at] for mean in (usual.own, usual.others))
    columns = ("weeks_own", "weeks_others", "lasting", "events", "usual_own", "usual_others")
    values = (own[at], others[at], lasting[at], events[at].astype(int), *means)
    names = {"topic": np.array(found.topics)[at[0]], "unit": np.array(found.units)[at[1]]}
    return pd.DataFrame(names | dict(zip(columns, values, strict=True))).astype({"topic": object, "unit": object})


def _outcomes(found: Weekly, window: int) -> pd.DataFrame:
    recent = found.facts[found.facts["week"] >= len(found.weeks) - window]
    return recent.groupby(["topic", "unit"], as_index=False)[list(FACTS)].sum()


def _with_parts(
    rows: pd.DataFrame, rules: Rules, weights: Mapping[str, float], scales: Mapping[str, Mapping[str, float]]
) -> pd.DataFrame:
    """Shares, points, contributions, score and kind; no score where there are too few events."""
    parts = {"repeats": ("again", "reports"), "dissatisfaction": ("negative", "rated"), "overdue": ("late", "judged")}
    rows = rows.assign(**{part: shrunk_share(rows[k], rows[n], rules.prior) for part, (k, n) in parts.items()})
    rows["affected"] = _against_residents(rows, rules.prior)
    points = pd.DataFrame({part: _points(rows[part], part, scales[part]) for part in PARTS[1:]})
    rows = rows.join(scored(rows["lasting"], points, weights))
    small = rows["events"] < rules.least
    rows.loc[small, [name for name in rows if str(name).startswith("contribution_")] + ["score"]] = np.nan
    own, others = (rows[f"weeks_{which}"] for which in ("own", "others"))
    stays = rows["lasting"] > 0
    grown = own >= rules.standing * others
    rows["kind"] = np.select([small, ~stays, grown], ["small", "quiet", "grown"], "standing")
    return rows


def _points(values: pd.Series, part: str, scale: Mapping[str, float]) -> pd.Series:
    """0 to 1 between the value worth nothing and the one worth all; times are counted in logarithms."""
    low, high = scale["none"], scale["full"]
    if part == "affected":
        values, low, high = values.astype(float).map(np.log), np.log(low), np.log(high)
    return ((values.astype(float) - low) / (high - low)).clip(0, 1)


def _against_residents(rows: pd.DataFrame, prior: float) -> pd.Series:
    """Events per resident ÷ the region's of the same topic, drawn towards 1; NaN without known residents.

    40 events of the region's 100 where a tenth of the people live, prior 10: (40 + 10) ÷ (10 + 10) = 2.5 times.
    """
    people = rows["population"].astype(float)
    known = people > 0
    all_people = rows.loc[known].drop_duplicates("unit")["population"].sum()
    total = rows["events"].where(known, 0).groupby(rows["topic"]).transform("sum")
    expected = total * people / all_people if all_people else people * np.nan
    return ((rows["events"] + prior) / (expected + prior)).where(known)


def with_names(connection: Connection, rows: pd.DataFrame, by: str) -> pd.DataFrame:
    """With topic_ru, topic_en, unit_ru, unit_en, severity, population."""
    theme = (topic.c.id.label("topic"), topic_name(topic).label("topic_ru"), topic.c.name_en.label("topic_en"))
    themes = read_frame(connection, select(*theme, topic.c.severity))
    if by == "district":
        about = select(district.c.id, district.c.name_ru, district.c.name_en, district.c.population).where(
            district.c.valid_to.is_(None)
        )
    else:
        about = select(agency.c.id, agency.c.name_ru, agency.c.name_en)
    units = read_frame(connection, about).drop_duplicates("id")
    units = units.rename(columns={"id": "unit", "name_ru": "unit_ru", "name_en": "unit_en"})
    named = rows.merge(themes.drop_duplicates("topic"), on="topic", how="left").merge(units, on="unit", how="left")
    return named if by == "district" else named.assign(population=np.nan)


def chosen_rows(connection: Connection, rows: pd.DataFrame, scope: Scope, filters: Filters, by: str) -> pd.Series:
    """Which rows were asked for and may be seen."""
    shown = pd.Series(True, index=rows.index)
    topics = groups_of(connection, filters.topics)
    if topics is not None:
        shown &= rows["topic"].isin(topics)
    if named := filters.districts if by == "district" else filters.agencies:
        shown &= rows["unit"].isin(named)
    if by == "district" and not scope.whole_region:
        shown &= rows["unit"].isin(scope.districts)
    return shown


def groups_of(connection: Connection, topics: tuple[str, ...]) -> set[str] | None:
    """The topic groups that the chosen topics are, belong to or stand above; None: all."""
    named = [each.removeprefix(ITSELF) for each in topics if each != UNMAPPED]
    if not named:
        return None
    heads, chosen, below = group_heads(), aliased(topic), aliased(topic)
    same = (below.c.level_1 == chosen.c.level_1) & or_(chosen.c.level_2.is_(None), below.c.level_2 == chosen.c.level_2)
    question = select(heads.c.head).distinct().join(below, below.c.id == heads.c.topic).join(chosen, same)
    return set(connection.execute(question.where(chosen.c.id.in_(named))).scalars())


def _in_blocks(rows: pd.DataFrame) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Topics and units that have a score above 0, in the order that shows blocks."""
    lively = rows[rows["score"] > 0].sort_values(["topic", "unit"])
    if lively.empty:
        return (), ()
    matrix = lively.pivot(index="topic", columns="unit", values="score").fillna(0)
    down, across = seriated(matrix.to_numpy(float))
    return tuple(matrix.index[down]), tuple(matrix.columns[across])


def series(
    scope: Scope, filters: Filters, topic_id: str, unit: str, by: str = "district", *, engine: Engine | None = None
) -> pd.DataFrame:
    """The weeks of one cell: week (its Monday), seen, own, others, low, high (in which 95 of 100 usual weeks lie),
    is_judged, above_own, above_others. Empty when there is nothing to see.
    """
    rules, _weights, _scales = settings()
    found = weekly(peers(scope) if by == "district" else scope, filters, by, engine=engine or open_store())
    hidden = by == "district" and not scope.whole_region and unit not in scope.districts
    if found is None or hidden or topic_id not in found.topics or unit not in found.units:
        return pd.DataFrame(columns=["week", "seen", "own", "others", "low", "high"])
    window = min(rules.weeks, len(found.weeks) // 2)
    usual = baselines(found.events, window, by == "district")
    at = (found.topics.index(topic_id), found.units.index(unit))
    own = usual.own[at]
    flags = dict(zip(("above_own", "above_others"), weeks_above(found.events, usual, rules), strict=True))
    low, high = poisson_band(own)
    judged = np.arange(len(found.weeks)) >= len(found.weeks) - window
    seen, weeks = found.events[at].astype(int), [_day(week) for week in found.weeks]
    told = {"week": weeks, "seen": seen, "own": own, "others": usual.others[at], "low": low, "high": high}
    told["is_judged"] = judged
    return pd.DataFrame(told | {name: weeks[at] for name, weeks in flags.items()})


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `systemic`; the weeks judged, the order of the matrix, the file with the weights, cases left out. For
    one topic and one place also `series`, its weeks.
    """
    if asked.settings:
        raise ValueError(f"systemic has no settings; weights are in {settings_file(FILE)}")
    by = asked.by or "district"
    found = systemic(scope, filters, by, engine=engine)
    rows = found.rows if asked.limit is None else found.rows.head(asked.limit)
    told = {"rows": rows, "weeks": found.weeks, "from": _day(found.first), "to": _day(found.last),
            "topics": list(found.topics), "units": list(found.units), "left_out": found.left_out,
            "file": settings_file(FILE).name}  # fmt: skip
    if len(rows) != 1:
        return told
    return told | {"series": series(scope, filters, rows["topic"][0], rows["unit"][0], by, engine=engine)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
