"""ССТУ, report of answers (JSON): an appeal with its questions. Day precision.

The card of the same number in the registry is the same event; it keeps its own text, topic and agency.
"""

import pandas as pd

from intake.layout import Layout, column


def shape(rows: pd.DataFrame) -> pd.DataFrame:
    """The state of an appeal is that of the question that is furthest behind; «supported» with measures is solved."""
    return rows.assign(
        registered_at=rows["registered_at"].fillna(rows["filed_at"]),
        statutory=pd.Series(True, index=rows.index, dtype="boolean"),
        outcome_source=rows["status_source"],
        other_case="statutory:" + rows["number"],
    )


LAYOUT = Layout(
    name="sstu",
    title="ССТУ, report of answers to statutory appeals (JSON)",
    channel="sstu",
    precision="day",
    columns={
        "number": column("number"),
        "applicant": column("name"),
        "filed_at": column("incomingDate"),
        "registered_at": column("registrationDate"),
        "closed_at": column("responseDate"),
        "topic_1": column("code"),
        "status_source": column("status"),
        "questions": column("questions"),
    },
    required=("number", "filed_at", "registered_at", "closed_at", "status_source", "questions"),
    vocabulary="sstu",
    shape=shape,
    cannot_answer=("first_response", "satisfaction", "negative", "repeat_review", "three_rates"),
)
