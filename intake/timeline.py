"""The steps of an appeal as a source tells them → events beside those made of the row's own moments."""

import json

import pandas as pd

from intake.moments import moments
from intake.verbatim import without_people
from intake.vocabulary import coded

COLUMNS = ("case_id", "at", "kind", "agency_id", "note", "precision")


def told_events(rows: pd.DataFrame, ids: pd.Series, vocabulary: str, zone: pd.Series) -> pd.DataFrame:
    """Columns of `case_event`. `rows`: history (JSON: lists of status, its text, moment); steps whose status has no
    kind in the vocabulary's section `event` say nothing that the row does not say itself.
    """
    told = rows["history"][rows["history"].notna()]
    steps = [(row, *step) for row, text in told.items() for step in json.loads(text)]
    if not steps:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in COLUMNS})
    frame = pd.DataFrame(steps, columns=["row", "status", "note", "at"])
    kind = coded(frame["status"].astype("str"), vocabulary, "event").codes
    at = moments(frame["at"].astype("str"), zone.reindex(frame["row"]).set_axis(frame.index)).values
    found = frame.assign(
        case_id=ids.reindex(frame["row"]).to_numpy(),
        agency_id=None,
        kind=kind,
        at=at,
        note=without_people(frame["note"].astype("str")),
        precision="minute",
    )
    return found.loc[kind.notna() & at.notna() & found["case_id"].notna(), list(COLUMNS)].drop_duplicates()
