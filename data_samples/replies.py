"""What officials answer: most say when, where and what was done; one agency says nothing, quickly and always alike."""

from typing import Any

import numpy as np
import pandas as pd

from data_samples.answers import EXPLAINED, REDIRECTED, REFUSED, SOLVED, Temper
from data_samples.streets import Streets
from data_samples.texts import places
from data_samples.topics import themes
from data_samples.words import phrases

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_LONG_AGO = np.datetime64("2000-01-01", "s")


def replies(channel: str, cases: pd.DataFrame, streets: Streets, temper: Temper, rng: np.random.Generator) -> list[str]:
    """The final answer of each closed case, '' while it is open."""
    n, who = len(cases), cases["agency"].to_numpy()
    formal = (temper.formal[who] & (rng.random(n) < 0.93)).tolist()
    vague = (rng.random(n) < 0.3 * (1 - temper.quality[who])).tolist()
    greetings = phrases("greeting", channel)
    hello = rng.integers(0, len(greetings), n).tolist()
    draw = rng.integers(0, 5040, (n, 3)).tolist()
    where = places(cases, streets, rng, official=True)
    days, months = _day_and_month(cases["closed"])
    rows = zip(cases["theme"].tolist(), cases["outcome"].tolist(), strict=True)
    found = []
    for k, (theme, outcome) in enumerate(rows):
        if outcome < 0:
            found.append("")
        elif formal[k]:
            found.append(_one(phrases("other", "formal"), draw[k][0]))
        elif vague[k]:
            found.append(greetings[hello[k]] + _one(phrases("other", "vague"), draw[k][0]))
        else:
            text = _concrete(theme, outcome, where[k], days[k], months[k], draw[k])
            found.append(greetings[hello[k]] + text[0].upper() + text[1:])
    return found


def _concrete(theme: int, outcome: int, place: str, day: int, month: int, draw: list[int]) -> str:
    """An answer with a date, a place, a measure and mostly a document."""
    about = themes()[theme]
    section, name = {
        SOLVED: (about.visit, "solved"),
        EXPLAINED: (about.visit, "explained"),
        REFUSED: ("other", "refused"),
        REDIRECTED: ("other", "redirected"),
    }.get(outcome, ("other", "vague"))
    return _one(phrases(section, name), draw[0]).format(
        d=max(1, day - draw[1] % 3),
        m=_MONTHS[month - 1],
        later=f"{1 + draw[1] % 27} {_MONTHS[month % 12]}",
        n=10 + draw[2] % 890,
        p=place,
        done=_one(about.done, draw[2]),
    )


def interim_replies(cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> list[str]:
    """«Принято в работу» for two fifths of social-media incidents; '' where the first reply is already the answer."""
    n = len(cases)
    wanted = (rng.random(n) < 0.4) & ~temper.formal[cases["agency"].to_numpy()] & cases["first"].notna().to_numpy()
    days, months = _day_and_month(cases["first"] + pd.Timedelta(days=4))
    ways = phrases("other", "interim")
    rows = zip(wanted.tolist(), rng.integers(0, len(ways), n).tolist(), days, months, strict=True)
    return [ways[k].format(d=day, m=_MONTHS[month - 1]) if yes else "" for yes, k, day, month in rows]


def _day_and_month(times: pd.Series) -> tuple[list[Any], list[Any]]:
    """Day and month of each moment; 1 January stands in for a missing one."""
    known = times.fillna(pd.Timestamp(_LONG_AGO)).dt
    return known.day.tolist(), known.month.tolist()


def _one(choices: tuple[str, ...], draw: int) -> str:
    return choices[draw % len(choices)]
