"""What the values of a column look like: dates, coordinates, ratings, few different words, a number of its own."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from intake.moments import durations, moments
from intake.values import decimals, flags, ratings

_LIKE_A_DATE = r"(?:\d{1,4}[-./ ]|[A-Za-z]{3,9} \d{1,2}, |\d{8}).{0,24}"
LOOKED_AT = 300  # values
MOST = 0.8  # of the values are what the column is taken for
NEVER = pd.Timestamp.max
FEW = 20  # rows below which nothing is told by how often values repeat
# How other sources write dates, where the reader does not find it out by itself; the first that reads most is proposed.
PATTERNS = (
    "",
    "%m/%d/%Y",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%d-%m-%Y",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y %H:%M:%S",
    "%Y%m%d",
    "%Y%m%d%H%M%S",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
)


@dataclass(frozen=True)
class Facts:
    """`known`: values that are there; `unique`: one for each row and no two alike; the rest says what most values are.

    `figures`: most hold a figure, as numbers of cases do; `clock`: the dates state hours; `earliest`: the middle one of
    the dates; `fractions`: coordinates with decimals.
    """

    known: int
    distinct: int
    unique: bool
    figures: bool
    moments: bool
    clock: bool
    earliest: pd.Timestamp
    coordinates: bool
    latitudes: bool
    fractions: bool
    ratings: bool
    flags: bool
    durations: bool
    words: bool
    short: bool
    long: bool


def facts_of(values: pd.Series, dates: str = "") -> Facts:
    """Facts of a column of cleaned text (see `intake.values.cleaned`)."""
    known = values.dropna()
    sample = known.head(LOOKED_AT)
    when = read_moments(sample, dates)
    numbers = decimals(sample).values
    length = sample.str.len().mean() if len(sample) else 0
    repeats = len(known) >= FEW and known.nunique() <= len(known) / 4
    return Facts(
        known=len(known),
        distinct=int(known.nunique()),
        unique=len(known) > 0 and len(known) == len(values) and bool(known.is_unique),
        figures=_most(sample.str.contains(r"\d")),
        moments=_most(when.notna()),
        clock=bool((when.dropna() != when.dropna().dt.normalize()).any()),
        earliest=when.dropna().sort_values().iloc[when.notna().sum() // 2] if when.notna().any() else NEVER,
        coordinates=_most(numbers.between(-180, 180)),
        latitudes=_most(numbers.between(-90, 90)),
        fractions=_most(sample.str.fullmatch(r"-?\d{1,3}[.,]\d{3,}")),
        ratings=_most(ratings(sample).values.notna()),
        flags=_most(flags(sample).values.notna()),
        durations=_most(durations(sample).values.notna()),
        words=repeats and not _most(numbers.notna()) and not _most(when.notna()) and length <= 80,
        short=length <= 40,
        long=length > 80 and not repeats,
    )


def read_moments(text: pd.Series, dates: str) -> pd.Series:
    """The dates of a sample, in no zone."""
    return moments(text, pd.Series("UTC", index=text.index), None, dates).values


def proposed_dates(columns: Iterable[pd.Series]) -> str:
    """How the dates of a table are written: the first of `PATTERNS` that reads most of what any of them reads."""
    samples = [values.dropna().head(LOOKED_AT // 5) for values in columns]
    samples = [sample for sample in samples if _most(sample.str.fullmatch(_LIKE_A_DATE))]
    plain = [sample for sample in samples if read_moments(sample, "").notna().mean() < 1]
    if not plain:
        return ""
    read = {pattern: [read_moments(sample, pattern).notna().mean() for sample in plain] for pattern in PATTERNS}
    dated = [place for place in range(len(plain)) if any(shares[place] >= MOST for shares in read.values())]
    return max(PATTERNS, key=lambda pattern: sum(read[pattern][place] for place in dated))


def _most(which: pd.Series) -> bool:
    return len(which) > 0 and bool(which.fillna(False).mean() >= MOST)
