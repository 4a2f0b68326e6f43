"""Cases and the events they tell of, side by side: linked cases of one event count once."""

import altair as alt
import pandas as pd

from components.numbers import cases, events, number
from components.words import _


def counted(n_cases: int, n_events: int) -> str:
    """«1 165 (1 100 событий)», where it is said already what is counted; nothing stays «0»."""
    return f"{number(n_cases)} ({events(n_events)})" if n_cases else number(n_cases)


def both(n_cases: int, n_events: int) -> str:
    """«1 165 обращений (1 100 событий)»."""
    return f"{cases(n_cases)} ({events(n_events)})"


def beside(rows: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """`rows` with a column events: of how many the cases of each key tell. `told`: the metric "events" by the same
    dimension, as `measure` returns it.
    """
    counted = told[told["key"].notna()].set_index("key")["numerator"]
    return rows.assign(events=rows["key"].map(counted).fillna(0).astype("int64"))


def tooltips(cases_column: str = "cases") -> list[alt.Tooltip]:
    """Both counts under a mark, of the columns `cases_column` and events."""
    return [alt.Tooltip(f"{cases_column}:Q", title=_("Cases"), format=","),
            alt.Tooltip("events:Q", title=_("Events"), format=",")]  # fmt: skip
