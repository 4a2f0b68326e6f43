"""Dates, moments and durations as exports write them → UTC times and seconds."""

from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.columns import arrow
from intake.values import Read, by_unique, spread

_CLOCK = r"(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)"
_ISO = (
    r"^(?P<year>\d{4})[-./](?P<month>\d{1,2})[-./](?P<day>\d{1,2})(?:[T\s]+" + _CLOCK + r")?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?(?:\d{2})?)?$"
)
_RUSSIAN = (
    r"^(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4}|\d{2})(?:\s*г\.?)?(?:[,\sT]+(?:в\s+)?"
    + _CLOCK
    + r")?(?P<zone>)$"
)
_SERIAL = r"^\d{5}(\.\d+)?$"  # days since 30.12.1899, from 18.05.1927 to 14.10.2173
_EPOCH = pd.Timestamp("1899-12-30")
EPOCHS: dict[str, Literal["s", "ms"]] = {"epoch": "s", "epoch_ms": "ms"}
FIRST_YEAR, LAST_YEAR = 1990, 2099
LONGEST = 100 * 366 * 86_400  # seconds a duration may last
FARTHEST = pd.Timedelta(15, "h")  # of a zone from UTC
# The plain forms nearly all files use, which Arrow reads ten times faster than the patterns above.
_PLAIN_RUSSIAN = r"^(\d{2})\.(\d{2})\.(\d{4})(?: (\d{2}:\d{2}(?::\d{2})?))?$"
_PLAIN_ISO = r"^\d{4}-\d{2}-\d{2}(?: (?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?$"

_DURATION = (
    r"^(?P<minus>-)?(?:(?P<days>\d+)\s*(?:days?|d|дн(?:\.|ей|я)?|день|сут(?:\.|ок|ки)?|д\.?)[,\s]*)?"
    r"(?:(?P<hours>\d+):(?P<minutes>\d{1,2})(?::(?P<seconds>\d{1,2})(?:[.,]\d+)?)?)?$"
)
_EXCEL_DAY = r"^(?:1899|1900)-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$"  # a duration in a cell formatted as a time
_NUMBER = r"^\d+(?:[.,]\d+)?$"


def moments(text: pd.Series, zone: pd.Series, whole_day: str | None = None, written: str = "") -> Read:
    """Times in UTC without zone, whole seconds. `zone` (IANA names by row) holds for text that states no offset itself.

    `whole_day`: "start" or "end" makes it the first or last second of the local day. Text that is read:
    06.01.2026, 06.01.26 9:05, 2026-01-06 09:05:10, ISO with offset, Excel's day numbers. Years 1990 to 2099.
    `written`: how other sources write, as strptime's pattern (%m/%d/%Y), or «epoch» or «epoch_ms» for seconds or
    milliseconds since 1970; beside it only what nobody can misread is read: the year first, Excel's day numbers.
    """
    if whole_day is None:  # nearly every moment is another
        local, offset = _parse(text, written)
        utc = to_utc(local, zone)
        if offset is not None and offset.notna().any():
            utc = (local - offset).where(offset.notna(), utc)
        return Read(utc, text.notna() & local.isna())
    codes, unique = by_unique(text)  # there are few days
    local, _ = _parse(pd.Series(unique, dtype="str"), written)
    edge = local.dt.normalize() + pd.Timedelta(86399 if whole_day == "end" else 0, "s")
    days = spread(codes, edge, text.index)
    return Read(to_utc(days, zone), text.notna() & days.isna())


def to_utc(local: pd.Series, zone: pd.Series | str) -> pd.Series:
    """Local wall time → UTC without zone. An hour that happens twice is winter time, one that is skipped moves on."""
    if isinstance(zone, str):
        if local.isna().all():
            return local.astype("datetime64[us]")
        aware = local.dt.tz_localize(
            ZoneInfo(zone), ambiguous=np.zeros(len(local), dtype=bool), nonexistent="shift_forward"
        )
        return aware.dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[us]")
    zones = zone.unique()
    if len(zones) <= 1:  # none: a block in which nothing stands
        return to_utc(local, str(zones[0]) if len(zones) else "UTC")
    return pd.concat([to_utc(part, str(name)) for name, part in local.groupby(zone, sort=False)]).reindex(local.index)


def to_local(utc: pd.Series, zone: pd.Series | str) -> pd.Series:
    """UTC without zone → local wall time."""
    if isinstance(zone, str):
        return utc.dt.tz_localize("UTC").dt.tz_convert(ZoneInfo(zone)).dt.tz_localize(None).astype("datetime64[us]")
    zones = zone.unique()
    if len(zones) <= 1:
        return to_local(utc, str(zones[0]) if len(zones) else "UTC")
    return pd.concat([to_local(part, str(name)) for name, part in utc.groupby(zone, sort=False)]).reindex(utc.index)


def end_of_local_day(utc: pd.Series, zone: pd.Series) -> pd.Series:
    """The last second of the local day that holds each moment, in UTC."""
    return to_utc(to_local(utc, zone).dt.normalize() + pd.Timedelta(86399, "s"), zone)


def _parse(text: pd.Series, written: str = "") -> tuple[pd.Series, pd.Series | None]:
    """Texts → (local times, offset from UTC where the text states one). `written`: see `moments`."""
    if written:
        local, offset = _as_written(text, written)
    else:
        local = _parse_plain(text)
        if local.count() == text.count():  # nearly all files
            years = local.dt.year
            return local.where(years.between(FIRST_YEAR, LAST_YEAR)), None
        offset = _no_offset(text)
    for pattern in (_ISO,) if written else (_ISO, _RUSSIAN):
        todo = local.isna() & text.notna()
        if not todo.any():
            break
        parts = _extract(text[todo], pattern)
        local.loc[todo] = _assemble(parts)
        offset.loc[todo] = _offsets(parts["zone"])
    serial = local.isna() & text.notna()
    if serial.any():
        serial &= _matches(text, _SERIAL)
        days = text[serial].astype("float64")
        local.loc[serial] = (_EPOCH + pd.to_timedelta((days * 86400).round(), unit="s")).astype("datetime64[us]")
    years = local.dt.year
    possible = (years >= FIRST_YEAR) & (years <= LAST_YEAR) & ~(offset.abs() > FARTHEST)
    return local.where(possible), offset


def _as_written(text: pd.Series, written: str) -> tuple[pd.Series, pd.Series]:
    """The texts that are written by this pattern; missing for any other text."""
    offset = _no_offset(text)
    if written in EPOCHS:
        numbers = pd.to_numeric(text, errors="coerce")
        passed = pd.to_timedelta(numbers.where(numbers.abs() < 1e14), unit=EPOCHS[written]).dt.floor("s")
        local = (pd.Timestamp("1970-01-01") + passed).astype("datetime64[us]")
        return local, offset.mask(local.notna(), pd.Timedelta(0))
    if "%z" not in written:
        return pd.to_datetime(text, format=written, errors="coerce").astype("datetime64[us]"), offset
    local = pd.to_datetime(text, format=written, errors="coerce", utc=True).dt.tz_localize(None)
    return local.astype("datetime64[us]"), offset.mask(local.notna(), pd.Timedelta(0))


def _no_offset(text: pd.Series) -> pd.Series:
    return pd.Series(pd.NaT, index=text.index, dtype="timedelta64[us]")


def _matches(text: pd.Series, pattern: str) -> pd.Series:
    found = pc.match_substring_regex(arrow(text), pattern).fill_null(False)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=text.index)


def _parse_plain(text: pd.Series) -> pd.Series:
    """Local times of the plain forms; missing for any other text."""
    iso = pc.utf8_rtrim_whitespace(pc.replace_substring_regex(arrow(text), _PLAIN_RUSSIAN, r"\3-\2-\1 \4"))
    plain = pc.if_else(pc.match_substring_regex(iso, _PLAIN_ISO), iso, pa.scalar(None, pa.large_string()))
    try:
        times = plain.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:  # the 31st of February somewhere
        times = _without_impossible_days(plain).cast(pa.timestamp("us"))
    return pd.Series(times.to_numpy(zero_copy_only=False), index=text.index)


def _without_impossible_days(iso: pa.Array) -> pa.Array:
    days = pc.utf8_slice_codeunits(iso, 0, 10).dictionary_encode()
    possible = pd.to_datetime(pd.Series(days.dictionary.to_pylist()), format="%Y-%m-%d", errors="coerce").notna()
    return pc.if_else(pa.array(possible).take(days.indices), iso, pa.scalar(None, pa.large_string()))


def _extract(text: pd.Series, pattern: str) -> pd.DataFrame:
    found = pc.extract_regex(arrow(text), pattern)
    names = [field.name for field in found.type]
    columns = {name: pc.struct_field(found, name).to_pandas().to_numpy() for name in names}
    return pd.DataFrame(columns, index=text.index)


def _assemble(parts: pd.DataFrame) -> pd.Series:
    numbers = {
        name: pd.to_numeric(parts[name].replace("", "0"), errors="coerce")
        for name in ("year", "month", "day", "hour", "minute", "second")
    }
    year = numbers["year"].where(parts["year"].str.len().ne(2), numbers["year"] + 2000)
    stamp = pd.DataFrame({"year": year, "month": numbers["month"], "day": numbers["day"]})
    date = pd.to_datetime(stamp, errors="coerce").astype("datetime64[us]")
    possible = (numbers["hour"] < 24) & (numbers["minute"] < 60) & (numbers["second"] < 60)
    clock = numbers["hour"] * 3600 + numbers["minute"] * 60 + numbers["second"]
    return (date + pd.to_timedelta(clock, unit="s")).where(possible).astype("datetime64[us]")


def _offsets(zone: pd.Series) -> pd.Series:
    """«+03:00», «+0300», «Z» → timedeltas; missing where there is none."""
    digits = zone.fillna("").str.replace(":", "").str.replace("Z", "+0000")
    hours = pd.to_numeric(digits.str[1:3], errors="coerce")
    minutes = pd.to_numeric(digits.str[3:5].replace("", "0"), errors="coerce")
    seconds = (hours * 3600 + minutes * 60) * np.where(digits.str.startswith("-"), -1, 1)
    return pd.to_timedelta(seconds, unit="s").astype("timedelta64[us]")


def durations(text: pd.Series) -> Read:
    """Whole seconds: «11 days, 12:10:25», «11 дн. 12:10:25», 100:10:25, 12:10, Excel's share of a day (0.5: 12 hours).

    A duration below zero, or longer than a life, is unreadable.
    """
    codes, unique = by_unique(text)
    known = pd.Series(unique, dtype="str")
    parts = _extract(known, _DURATION)
    numbers = {
        n: pd.to_numeric(parts[n].replace("", "0"), errors="coerce") for n in ("days", "hours", "minutes", "seconds")
    }
    stated = (parts["days"].fillna("") + parts["hours"].fillna("")).ne("") & parts["minus"].fillna("").eq("")
    seconds = numbers["days"] * 86400 + numbers["hours"] * 3600 + numbers["minutes"] * 60 + numbers["seconds"]
    seconds = seconds.where(stated).astype("float64")
    for pattern, convert in ((_NUMBER, _share_of_day), (_EXCEL_DAY, _since_excel_zero)):
        fits = seconds.isna() & _matches(known, pattern)
        if fits.any():
            seconds.loc[fits] = convert(known[fits])
    seconds = seconds.where(seconds <= LONGEST)
    values = spread(codes, seconds.floordiv(1).astype("Int64"), text.index)
    return Read(values, text.notna() & values.isna())


def _share_of_day(text: pd.Series) -> pd.Series:
    return (text.str.replace(",", ".").astype("float64") * 86400).round()


def _since_excel_zero(text: pd.Series) -> pd.Series:
    return (pd.to_datetime(text, errors="coerce") - pd.Timestamp("1899-12-31")).dt.total_seconds()
