"""Which rows are turned away, and which values are impossible: dropped, counted, never silently."""

import pandas as pd

from intake.layout import Layout
from intake.parsing import Parsed
from intake.remarks import Remarks, without_words

DAY = pd.Timedelta(1, "D")
_ROUNDED = r"^\d(?:[.,]\d+)?[EeЕе]\+\d{1,2}$"  # 6,66848E+09: what Excel makes of a long number in a CSV, digits lost


def reject_rows(parsed: Parsed, layout: Layout, now: pd.Timestamp, remarks: Remarks) -> Parsed:
    """Without the rows that have no key, or what Excel left of one; no filing date (where the layout has one), or one
    in the future.
    """
    rows = parsed.rows
    no_key = rows["number"].isna()
    remarks.reject("no_key", no_key, "number")
    rounded = rows["number"].str.match(_ROUNDED).fillna(False).astype(bool)
    remarks.reject("rounded_key", rounded, "number", rows["number"])
    turned_away = no_key | rounded
    if layout.dated:
        written = parsed.text["filed_at"]
        no_date = rows["filed_at"].isna() & ~turned_away
        remarks.reject("no_filing_date", no_date, "filed_at", without_words(written[no_date]))
        future = (rows["filed_at"] > now + DAY) & ~turned_away
        remarks.reject("future_filing_date", future, "filed_at", written[future])
        turned_away = turned_away | no_date | future
    return parsed.keep(rows[~turned_away]) if turned_away.any() else parsed


def possible_dates(parsed: Parsed, now: pd.Timestamp, remarks: Remarks) -> pd.DataFrame:
    """Rows without moments more than a day in the future, and without replies and closings before the filing."""
    rows = parsed.rows.copy()
    for name in ("registered_at", "assigned_at", "first_response_at", "closed_at", "rated_at"):
        future = rows[name] > now + DAY
        if future.any():
            remarks.warn("future_date", future, name, _written(parsed, name, future))
            rows[name] = rows[name].mask(future)
    early = rows["closed_at"] < rows["filed_at"]
    if early.any():
        remarks.warn("closed_before_filed", early, "closed_at", _written(parsed, "closed_at", early))
        rows["closed_at"] = rows["closed_at"].mask(early)
        rows["close_seconds"] = rows["close_seconds"].mask(early)
    early = rows["first_response_at"] < rows["filed_at"]
    if early.any():
        remarks.warn("response_before_filed", early, "first_response_at", _written(parsed, "first_response_at", early))
        rows["first_response_at"] = rows["first_response_at"].mask(early)
        rows["response_seconds"] = rows["response_seconds"].mask(early)
    return rows


def _written(parsed: Parsed, name: str, where: pd.Series) -> pd.Series | None:
    return parsed.text[name][where.reindex(parsed.text.index, fill_value=False)] if name in parsed.text else None
