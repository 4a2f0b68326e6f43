"""`advisory [--topic T] [--district D]`: what the next two to six weeks are likely to bring, where there is enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from analysis.advisory import AHEAD, LEAST, RECENT, SEASONS, YEAR, Advice, advice
from queries.filters import Filters
from queries.scope import Scope, peers
from queries.systemic import chosen_rows, with_names
from queries.weekly import WEEK, weekly
from store.engine import open_store

if TYPE_CHECKING:
    from queries.question import Question

MOST = len(AHEAD) / 2  # of the weeks ahead, to speak of more or less


@dataclass(frozen=True)
class Outlook:
    """`rows`: see `advisory`; `weeks`: the Mondays looked at, as text; `coverage` of the 80 % intervals in the rolling
    backtest over `tested` weeks of cells; `tests`: its dates (see `tests_of`); `loaded`: whole weeks. Without rows and
    with fewer than `SEASONS` weeks loaded: too little is known for any advice.
    """

    rows: pd.DataFrame
    weeks: tuple[str, ...] = ()
    coverage: float = float("nan")
    tested: int = 0
    loaded: int = 0
    tests: pd.DataFrame = field(default_factory=pd.DataFrame)


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """The parts of an `Outlook`. Raises ValueError with fewer than two seasons."""
    if asked.settings:
        raise ValueError("advisory has no settings")
    found = advisory(scope, filters, engine=engine)
    if found.loaded < SEASONS:
        raise ValueError(f"{found.loaded} whole weeks are loaded; two seasons, {SEASONS} weeks, are needed")
    rows = found.rows if asked.limit is None else found.rows.head(asked.limit)
    return {"rows": rows, "weeks": list(found.weeks), "coverage": found.coverage, "tested": found.tested,
            "tests": found.tests}  # fmt: skip


def advisory(scope: Scope, filters: Filters, *, engine: Engine | None = None) -> Outlook:
    """Topic × district with at least an event a week over the last year, those that change most first.

    Columns: topic, unit and their names; recent (events a week over the last eight weeks); expected_2 … expected_6,
    low_…, high_… (80 %) for the weeks after the last known; turn (more, less: the recent level lies outside most
    intervals; same). A head sees the own rows.
    """
    store = engine or open_store()
    found = weekly(peers(scope), filters, engine=store)
    loaded = 0 if found is None else len(found.weeks)
    if found is None or loaded < SEASONS:
        return Outlook(pd.DataFrame(columns=["topic", "unit"]), loaded=loaded)
    at = np.nonzero(found.events[:, :, -YEAR:].mean(axis=2) >= LEAST)
    if not len(at[0]):
        return Outlook(pd.DataFrame(columns=["topic", "unit"]), loaded=loaded)
    cells = found.events[at]
    told = advice(cells, found.events.sum(axis=1)[at[0]])
    recent = cells[:, -RECENT:].mean(axis=1)
    names = {"topic": [found.topics[place] for place in at[0]], "unit": [found.units[place] for place in at[1]]}
    parts = {
        f"{part}_{step}": getattr(told, part)[:, place]
        for place, step in enumerate(AHEAD)
        for part in ("expected", "low", "high")
    }
    more, less = ((told.low > recent[:, None]).sum(axis=1), (told.high < recent[:, None]).sum(axis=1))
    turn = np.select([more > MOST, less > MOST], ["more", "less"], "same")
    rows = pd.DataFrame(names | {"recent": recent} | parts).assign(turn=turn)
    change = np.abs(np.log((told.expected.mean(axis=1) + 0.5) / (recent + 0.5)))
    rows = rows.assign(change=change, calm=turn == "same").sort_values(
        ["calm", "change", "topic", "unit"], ascending=[True, False, True, True], ignore_index=True
    )
    with store.connect() as connection:
        rows = with_names(connection, rows.drop(columns=["calm", "change"]), "district")
        rows = rows[chosen_rows(connection, rows, scope, filters, "district")].reset_index(drop=True)
    weeks = tuple((found.weeks[-1] + step * WEEK).isoformat() for step in AHEAD)
    return Outlook(rows, weeks, told.coverage, told.tested, loaded, tests_of(told, found.weeks))


def tests_of(told: Advice, weeks: Sequence[date]) -> pd.DataFrame:
    """A row for each date of the backtest, the earliest first: day (Monday of the first week not known then), inside
    (share of the weeks inside their intervals), tested (weeks of cells), expected and seen (events a week, all of them
    together, two to six weeks later).
    """
    found = [
        {"day": (weeks[0] + test.known * WEEK).isoformat(), "inside": test.inside, "tested": test.tested,
         "expected": test.expected, "seen": test.seen}
        for test in told.tests
    ]  # fmt: skip
    return pd.DataFrame(found, columns=["day", "inside", "tested", "expected", "seen"])
