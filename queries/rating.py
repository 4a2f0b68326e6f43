"""`rating NAME --by agency|district`: one index, if a region wants one, with everything it is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from analysis.rating import rating as rated
from analysis.rating import scores
from queries.callbacks import PARTS
from queries.filters import Filters
from queries.metrics import DAY, HOUR, metric
from queries.question import Question
from queries.scope import Scope
from queries.settings import read_settings, settings_file
from queries.units import NOTHING, UNITS, Comparison, Known, measured, ranked_as_shown, shown_to, units

FILE = "rating.toml"
DEFAULT = "speed_and_quality"


@dataclass(frozen=True)
class Component:
    """A metric (or a part of the three rates) with the values that are worth 0 and 100 points, and its weight."""

    name: str
    weight: float
    worst: float
    best: float


def schemes() -> dict[str, str]:
    """Name → what it is about, of the ratings in the file."""
    return {name: scheme.get("about", "") for name, scheme in read_settings(FILE).items()}


def components(name: str) -> list[Component]:
    """The parts of a rating. Raises ValueError for an unknown rating, an unknown component or a senseless weight."""
    known = read_settings(FILE)
    if name not in known:
        raise ValueError(f"unknown rating {name!r}: {settings_file(FILE)} has {', '.join(known)}")
    found = [Component(part, *_figures(name, part, given)) for part, given in known[name]["components"].items()]
    if not found or sum(part.weight for part in found) <= 0:
        raise ValueError(f"the rating {name!r} in {settings_file(FILE)} needs components with weights above 0")
    return found


def _figures(name: str, part: str, given: Mapping[str, Any]) -> tuple[float, float, float]:
    if part not in PARTS:
        metric(part)
    try:
        weight, worst, best = (float(given[figure]) for figure in ("weight", "worst", "best"))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{settings_file(FILE)}, {name}, {part}: weight, worst and best must be numbers") from error
    if weight < 0 or worst == best:
        raise ValueError(f"{settings_file(FILE)}, {name}, {part}: a weight of 0 or more, and best other than worst")
    return weight, worst, best


def rating(engine: Engine, asked: Comparison, known: Known = NOTHING) -> pd.DataFrame:
    """Columns key, name_ru, name_en, group, index, rank, rank_low, rank_high, of, and for each component its value,
    its n (`n_…`), its points (`points_…`) and its contribution (`contribution_…`). Ranked within a group; a unit that
    lacks a component, or has fewer cases in one than its smallest n, has no index and stays in the list.
    """
    if asked.by not in UNITS:
        raise ValueError(f"rate by one of {', '.join(UNITS)}, not by {asked.by}")
    scope, parts = asked.scope, components(asked.metric_id)
    about = units(engine, replace(asked, metric_id="on_time", rollup=False), known).set_index("key")
    found = {part.name: _measured(engine, asked, part.name, known) for part in parts}
    every = about.index.union(pd.Index([key for rows in found.values() for key in rows.index])).intersection(
        about.index
    )
    values = pd.DataFrame({part: rows["value"].reindex(every) for part, rows in found.items()}).astype(float)
    worst, best, weights = (
        pd.Series({part.name: getattr(part, figure) for part in parts}) for figure in ("worst", "best", "weight")
    )
    points = scores(values, worst, best)
    sizes = pd.DataFrame({f"n_{part}": rows["denominator"].reindex(every) for part, rows in found.items()})
    named = about.loc[every, ["name_ru", "name_en", "group", "own"]]
    whole = named.join([values, points.add_prefix("points_"), sizes]).rename_axis("key").reset_index()
    counts = whole.assign(numerator=0, denominator=sizes.min(axis=1).fillna(0).to_numpy(), left_out=0, unknown=0)
    ranked = ranked_as_shown(scope, counts, lambda rows: _indexed(rows, points, weights))
    return _shown(scope, ranked.sort_values(["group", "rank", "key"], na_position="last", ignore_index=True))


def _indexed(rows: pd.DataFrame, points: pd.DataFrame, weights: pd.Series) -> pd.DataFrame:
    """The units with their index and place within their group, of their `points` by key."""
    parts = [rated(points.loc[part["key"]], weights) for _, part in rows.groupby("group", dropna=False, sort=False)]
    return rows.merge(pd.concat([rated(points.head(0), weights), *parts]), left_on="key", right_index=True, how="left")


def _measured(engine: Engine, asked: Comparison, part: str, known: Known) -> pd.DataFrame:
    """value (in the metric's own unit, which the file's figures are in: of channels that know hours alone it is
    measured in hours) and denominator by key; no value where there are fewer cases than the metric's smallest n.
    """
    component = metric("three_rates" if part in PARTS else part)
    rows = measured(engine, asked.of(component.id), known)
    is_part = part not in PARTS or ("part" in rows and rows["part"] == part)  # no parts where calls cannot answer
    rows = rows[rows["key"].notna() & is_part].set_index("key")
    if component.shape == "duration":
        own = _SECONDS[component.unit]
        rows = rows.assign(value=rows["value"] * rows["unit"].map(_SECONDS).astype(float) / own)
    return rows.assign(value=rows["value"].where(rows["denominator"] >= component.smallest_n))


_SECONDS = {"days": DAY, "hours": HOUR}


def _shown(scope: Scope, counts: pd.DataFrame) -> pd.DataFrame:
    """Of other units only the index in whole points and the place: its parts would tell small numbers. `counts`: with
    a column denominator, the cases of the component that has fewest.
    """
    rows = counts.drop(columns=["numerator", "denominator", "left_out", "unknown"])
    if scope.whole_region:
        return rows
    columns = ["key", "name_ru", "name_en", "group", "own", "rank", "rank_low", "rank_high", "of"]
    index = counts["index"]
    seen = shown_to(scope, counts.assign(value=index, low=index, high=index, state="value"), is_share=False)
    rows.loc[~rows["own"], [str(name) for name in rows if name not in columns]] = float("nan")
    return rows.assign(index=seen["value"].round().where(~rows["own"], index))


def answer(engine: Engine, scope: Scope, filters: Filters, asked: Question) -> Mapping[str, Any]:
    """Rows, and the scheme they were made with."""
    name = asked.subject or DEFAULT
    classes = asked.settings.get("classes", "")
    rows = rating(engine, Comparison(scope, filters, name, asked.by or "agency", classes))
    scheme = {part.name: {"weight": part.weight, "worst": part.worst, "best": part.best} for part in components(name)}
    return {
        "rows": rows,
        "rating": name,
        "about": schemes()[name],
        "components": scheme,
        "file": settings_file(FILE).name,
    }
