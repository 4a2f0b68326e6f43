"""More or fewer than in the same time before: the classes, their words and what a district's tooltip says."""

import math

import pandas as pd

from analysis.change import count_change
from components.numbers import number, percent_change
from components.words import _

FEWEST = 10  # cases in both times together; fewer tell nothing
MUCH = 1.5  # times as many, or as few: +50 % and −33 % are the same step up and down


def step(now: float, before: float) -> float:
    """0 (far fewer) to 4 (far more), 2 where chance may explain the difference; NaN where there is nothing to compare.

    30 after 10 → 4; 10 after 30 → 0; 1,200 after 1,000 → 3; 12 after 10 → 2; 4 after 2 → NaN.
    """
    if math.isnan(now) or math.isnan(before) or now + before < FEWEST:
        return math.nan
    found = count_change(int(now), int(before))
    if not found.is_significant:
        return 2
    ratio = found.value + 1
    return 4 if ratio >= MUCH else 3 if ratio > 1 else 0 if ratio <= 1 / MUCH else 1


def steps(frame: pd.DataFrame) -> pd.Series:
    """The step of each row. `frame`: columns now, before (counts, NaN where not known)."""
    return pd.Series(
        [step(*pair) for pair in zip(frame["now"], frame["before"], strict=True)], frame.index, dtype=float
    )


def labels() -> list[str]:
    """The legend of the steps: a sign each, so that colour does not speak alone."""
    return [
        f"▼▼ {_('{n} or more')}".format(n=percent_change(1 / MUCH - 1)), f"▼ {_('fewer')}", f"≈ {_('no clear change')}",
        f"▲ {_('more')}", f"▲▲ {_('{n} or more')}".format(n=percent_change(MUCH - 1)),
    ]  # fmt: skip


def told(now: float, before: float) -> str:
    """«Поступило: 34, раньше 18 (+89 %)»; "" where one of them is not known."""
    if math.isnan(now) or math.isnan(before):
        return ""
    text = _("Filed: {now}, the time before {before}").format(now=number(now), before=number(before))
    known = step(now, before)
    if math.isnan(known):
        return f"{text} ({_('too few to compare')})"
    change = percent_change(now / before - 1) if before else _("from nothing")
    return f"{text} ({change}{', ' + _('no clear change') if known == 2 else ''})"
