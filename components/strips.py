"""One metric of a class on one line: everybody, the median, me. Seven of them stand on a page: as marks with a place
each a browser draws them at once, where as charts they took longer than all the rest.
"""

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from components.charts import MUTED
from components.numbers import amount, number
from components.words import _

BLUE, HEIGHT, MOST_TICKS = "#1f5fa8", 64, 6
FINEST = {"percent": 0.001}  # in others a tenth: a finer step would write the same label twice
MOST = {"percent": 1.0}
_LINE = f"position:relative;height:{HEIGHT}px;margin:0 24px"
_LABEL = "top:44px;font-size:11px;opacity:.7;white-space:nowrap"
_PLACED = "position:absolute;left:{left:.2f}%;transform:translateX(-50%)"


def strip(rows: pd.DataFrame, mine: str, unit: str, alt: str) -> str:
    """The strip as HTML. `rows`: columns key, name, value, judged (cases), enough (of them for a median); `alt` says
    what it shows. A thin bar for each municipality, pale with too few cases, a thick one for the median of the rest, a
    diamond for mine, hollow with too few; each tells its name and number under the mouse.
    """
    shown = rows[rows["value"].notna()]
    ticks = scale(shown["value"].tolist(), FINEST.get(unit, 0.1), MOST.get(unit, math.inf))
    first, width = ticks[0], (ticks[-1] - ticks[0]) or 1.0

    def placed(value: float) -> str:
        return _PLACED.format(left=100 * (value - first) / width)

    labels = [
        f'<span style="{placed(tick)};{_LABEL}">{amount(tick, unit)}</span>' for tick in (ticks if len(shown) else [])
    ]
    units = shown.assign(is_mine=shown["key"] == mine).sort_values("is_mine").to_dict("records")
    marks = [_mark(row["enough"], row["is_mine"], placed(row["value"]), told(row, unit)) for row in units]
    judged = shown.loc[shown["enough"], "value"]
    if len(judged):
        words = escape(_("Median of the class") + ": " + amount(float(judged.median()), unit))
        marks.insert(0, _bar(placed(float(judged.median())), words, width=4, height=30, opacity=1))
    inner = "".join((*labels, *marks))
    return f'<div role="img" aria-label="{escape(alt)}" style="{_LINE}">{inner}</div>'


def told(row: Mapping[Any, Any], unit: str) -> str:
    """«Озёрск: 92 %, учтено обращений: 1 234»."""
    n = number(int(row["judged"]))
    return escape(f"{row['name']}: {amount(float(row['value']), unit)}, {_('Cases judged').lower()}: {n}")


def _mark(enough: bool, is_mine: bool, place: str, words: str) -> str:
    if not is_mine:
        return _bar(place, words, width=2, height=16, opacity=0.8 if enough else 0.35)
    fill = BLUE if enough else "transparent"
    style = f"{place} rotate(45deg);top:16px;width:11px;height:11px;background:{fill};border:2px solid {BLUE}"
    return f'<span title="{words}" style="{style}"></span>'


def _bar(place: str, words: str, width: int, height: int, opacity: float) -> str:
    style = f"{place};top:{22 - height // 2}px;width:{width}px;height:{height}px;background:{MUTED};opacity:{opacity}"
    return f'<span title="{words}" style="{style}"></span>'


def scale(values: Sequence[float], finest: float = 0.0, most: float = math.inf) -> list[float]:
    """Round numbers from below the lowest value to above the highest, a few steps: 0.62 … 0.97 is 0.6, 0.7 … 1; none
    above what there can be at `most`.
    """
    if not values:
        return [0.0, 1.0]
    low, high = min(values), max(values)
    rough = max((high - low) / (MOST_TICKS - 1), abs(high) * 1e-3, finest, 1e-9)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    last = max(last, first + 1)
    if low > most - 1e-9:  # or all but all
        first, last = first - 1, first
    return [round(place * step, 10) for place in range(first, last + 1)]
