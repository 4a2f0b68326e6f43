"""`expected METRIC --by agency|district`: how a unit does with the work it has, against the same work elsewhere."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from sqlalchemy import Engine, extract, func, select

from analysis.expected import expected as standardised
from analysis.suppression import LEAST
from queries.ask import Ask
from queries.clock import read_clock
from queries.counting import counted
from queries.filters import Filters
from queries.metrics import Metric
from queries.question import Question
from queries.scope import Scope, peers
from queries.units import NOTHING, Comparison, Known, compared, shown_to, units
from store.dialects import local_time, read_frame
from store.tables import topic

MONTHS_A_SEASON = 3
HUNDREDTHS = ["ratio", "ratio_low", "ratio_high", "adjusted", "expected_value"]  # that heads are told in them
GIVES_AWAY = ("p", "expected", "ratio_low", "ratio_high", "ratio", "adjusted", "expected_value")


def expected(engine: Engine, asked: Comparison, known: Known = NOTHING) -> pd.DataFrame:
    """The units with the columns of `queries.units.units` and those of `analysis.expected.expected`.

    A kind of case is its first-level topic, its season (three months, winter from December) and its channel. Raises
    ValueError for a metric that is no share.
    """
    metric, scope = compared(asked), asked.scope
    if metric.shape != "share":
        raise ValueError(f"{metric.id} is no share: only shares can be expected from the kinds of cases")
    about = units(engine, replace(asked, rollup=False), known)
    cells = _cells(engine, metric, asked)
    if not scope.whole_region:
        cells = _without_few_others(cells, set(about.loc[about["own"], "key"]))
    found = standardised(cells, smallest=metric.smallest_n)
    found = found.drop(columns=["value", "numerator", "denominator"]).merge(about, on="key", how="right")
    order = found.sort_values(["p", "key"], na_position="last", ignore_index=True)
    if not scope.whole_region:
        order["expected"] = order["expected"].round()
        order[HUNDREDTHS] = order[HUNDREDTHS].round(2)
        order["signal"] = _by_all_cases(order, metric.smallest_n)
    return shown_to(scope, order, GIVES_AWAY, smallest=metric.smallest_n)


def _by_all_cases(rows: pd.DataFrame, smallest: int) -> pd.Series:
    """The signal, too few where the cases that are told are too few: of those that could be compared some are left
    out (see `_without_few_others`), and twelve cases of which eight were compared do not differ from chance.
    """
    unjudged = rows["signal"].isna() | rows["signal"].isin(("small", "no_data"))
    told = rows["signal"].astype(object).mask(unjudged, "within").mask(rows["denominator"] < smallest, "small")
    return told.mask(rows["denominator"] == 0, "no_data")


def _without_few_others(cells: pd.DataFrame, own: set[str]) -> pd.DataFrame:
    """The cells without those of others in a kind of case of which the others have fewer than five together: there
    the region's share less the own cases would tell them.
    """
    mine = cells["key"].isin(own)
    of_others = cells["denominator"].where(~mine, 0).groupby(cells["stratum"]).transform("sum")
    return cells[mine | (of_others >= LEAST)]


def _cells(engine: Engine, metric: Metric, asked: Comparison) -> pd.DataFrame:
    """Columns key, stratum, numerator, denominator; cases of nobody take part in what is usual, under the key None."""
    with engine.connect() as connection:
        ask = Ask(connection, metric, peers(asked.scope), asked.filters, asked.by, read_clock(connection))
        c = ask.cases()
        at, key = ask.moment(c), ask.key(c)
        assert key is not None
        month = extract("month", local_time(c.c.filed_at, ask.clock.zone))
        season = func.floor((month % 12) / MONTHS_A_SEASON)
        kinds = [topic.c.level_1.label("topic"), season.label("season"), c.c.channel.label("channel")]
        question = (
            select(
                key.label("key"),
                *kinds,
                counted(metric.numerator(c.c, at)).label("numerator"),
                counted(metric.denominator(c.c, at)).label("denominator"),
            )
            .select_from(c.outerjoin(topic, topic.c.id == c.c.topic_id))
            .group_by(key, *(kind.element for kind in kinds))
        )
        cells = read_frame(connection, question)
    # Where no case has a known topic the column holds nothing but missing values, which stay so as text.
    kind = cells[["topic", "season", "channel"]].astype(object).fillna("").astype(str)
    stratum = kind["topic"] + "|" + kind["season"] + "|" + kind["channel"]
    return cells.assign(stratum=stratum)[["key", "stratum", "numerator", "denominator"]]


def answer(engine: Engine, scope: Scope, filters: Filters, asked: Question) -> Mapping[str, Any]:
    """Rows, the most surprising first."""
    if not asked.subject:
        raise ValueError("expected of which metric? For example: expected on_time --by agency")
    classes = asked.settings.get("classes", "")
    return {"rows": expected(engine, Comparison(scope, filters, asked.subject, asked.by or "", classes))}
