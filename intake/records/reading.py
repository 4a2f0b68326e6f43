"""Text columns of a file without cases → values, and what could not be read."""

import pandas as pd

from intake.moments import durations, moments
from intake.records.layouts import KINDS
from intake.remarks import Remarks, without_words
from intake.values import Read, cleaned, counts, decimals, flags

UNREADABLE = {
    "day": "bad_date",
    "moment": "bad_date",
    "end": "bad_date",
    "epoch": "bad_date",
    "count": "bad_number",
    "decimal": "bad_number",
    "waiting": "bad_duration",
    "mean": "bad_rating",
    "flag": "bad_flag",
    "sign": "bad_number",
}
LAST_SECOND = pd.Timedelta(86_399, "s")


def read_chunk(raw: pd.DataFrame, zone: str, remarks: Remarks) -> pd.DataFrame:
    """The columns of the file by field, rows without anything left out, indexed by row number.

    `zone`: of moments that state no offset. Unreadable values are missing, with a warning.
    """
    plain = cleaned([raw[name] for name in raw.columns])
    text = pd.DataFrame(dict(zip(raw.columns, plain, strict=True)), index=raw.index)
    text = text[text.notna().any(axis=1)]
    columns = {}
    for name in text.columns:
        kind = KINDS.get(name, "text")
        if kind == "text":
            columns[name] = text[name]
            continue
        read = _READERS[kind](text[name], zone)
        columns[name] = read.values
        if read.bad.any():
            remarks.warn(UNREADABLE[kind], read.bad, name, without_words(text[name][read.bad]))
    return pd.DataFrame(columns, index=text.index)


def _days(text: pd.Series, zone: str) -> Read:
    """Local days, as midnight; a time of day beside them is not looked at."""
    read = moments(text, pd.Series("UTC", index=text.index))
    return Read(read.values.dt.normalize(), read.bad)


def _moments(text: pd.Series, zone: str) -> Read:
    return moments(text, pd.Series(zone, index=text.index))


def _ends(text: pd.Series, zone: str) -> Read:
    """A day without a time lasts until its end."""
    read = _moments(text, zone)
    return Read(read.values.mask(~text.fillna(":").str.contains(":"), read.values + LAST_SECOND), read.bad)


def _epoch(text: pd.Series, zone: str) -> Read:
    """Milliseconds since 1970, UTC."""
    number, bad = decimals(text)
    possible = number.between(0, 4e12)
    return Read(
        pd.to_datetime(number.where(possible), unit="ms").dt.floor("s").astype("datetime64[us]"), bad | ~possible
    )


def _waiting(text: pd.Series, zone: str) -> Read:
    """Seconds as a number, or a duration «0:01:35»."""
    clock = text.fillna("").str.contains(":")
    plain, long = decimals(text.mask(clock)), durations(text.where(clock))
    return Read(plain.values.fillna(long.values.astype("float64")), plain.bad | long.bad)


def _means(text: pd.Series, zone: str) -> Read:
    """Mean ratings between 1 and 5."""
    number, bad = decimals(text)
    wrong = number.notna() & ~number.between(1, 5)
    return Read(number.mask(wrong), bad | wrong)


def _signs(text: pd.Series, zone: str) -> Read:
    """1, 0 or -1."""
    number, bad = decimals(text)
    wrong = number.notna() & ~number.isin([-1, 0, 1])
    return Read(number.mask(wrong).astype("Int16"), bad | wrong)


_READERS = {
    "day": _days,
    "moment": _moments,
    "end": _ends,
    "epoch": _epoch,
    "count": lambda text, zone: counts(text),
    "decimal": lambda text, zone: decimals(text),
    "waiting": _waiting,
    "mean": _means,
    "flag": lambda text, zone: flags(text),
    "sign": _signs,
}
