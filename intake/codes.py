"""Words of the source → state, outcome and importance; where the source is silent, what the dates tell."""

import pandas as pd

from intake.layout import Layout
from intake.parsing import Parsed
from intake.remarks import Remarks
from intake.vocabulary import coded

ENDED = ("answered", "declined", "withdrawn")


def with_codes(rows: pd.DataFrame, layout: Layout, remarks: Remarks) -> pd.DataFrame:
    """Add state, outcome and importance. Unknown words are counted and stored as `unknown` (importance: missing)."""
    state, strange = coded(rows["status_source"], layout.vocabulary, "state", layout.words.get("state"))
    remarks.warn("unknown_status", strange, "status_source", rows["status_source"])
    closed = rows["closed_at"].notna() | rows["close_seconds"].notna() | rows["reaction_source"].notna()
    by_dates = _by_dates(rows, closed, "new" if layout.dated else "unknown")
    state = state.mask(strange, "unknown").fillna(by_dates)
    back = rows["repeat_review"].fillna(False).astype(bool) & ~closed
    outcome, strange = coded(rows["outcome_source"], layout.vocabulary, "outcome", layout.words.get("outcome"))
    remarks.warn("unknown_outcome", strange, "outcome_source", rows["outcome_source"])
    outcome = outcome.mask(strange, "unknown")
    own = layout.words.get("importance")
    importance, strange = coded(rows["importance_source"], layout.vocabulary, "importance", own)
    remarks.warn("unknown_importance", strange, "importance_source", rows["importance_source"])
    return rows.assign(
        state=state.mask(back, "reopened"),
        outcome=outcome.mask(outcome.isna() & closed, "unknown"),
        importance=importance,
    )


def closed_by_status(kept: Parsed, layout: Layout, remarks: Remarks) -> Parsed:
    """For layouts that ask for it: what ended was closed when it was last changed, where no closing date says better;
    a closing date of what is still open is dropped. A word nobody knows, and no word at all, say nothing.
    """
    if not layout.closed_by_status:
        return kept
    rows = kept.rows
    state, _ = coded(rows["status_source"], layout.vocabulary, "state", layout.words.get("state"))
    ended = state.isin(ENDED)
    still_open = rows["closed_at"].notna() & state.notna() & ~ended
    remarks.warn("closed_while_open", still_open, "closed_at", rows["status_source"])
    closed = rows["closed_at"].mask(still_open).fillna(rows["updated_at"].where(ended))
    return kept.keep(rows.assign(closed_at=closed))


def _by_dates(rows: pd.DataFrame, closed: pd.Series, otherwise: str) -> pd.Series:
    begun = rows["first_response_at"].notna() | rows["response_seconds"].notna() | rows["assigned_at"].notna()
    state = pd.Series(otherwise, index=rows.index, dtype="str")
    return state.mask(begun, "in_progress").mask(closed, "answered")
