"""Links the cases of all channels that tell of one event, and keeps the links in the store."""

import pandas as pd
import pyarrow as pa
from sqlalchemy import Engine, delete, func, select

from analysis.events import events
from store.dialects import append_rows, read_frame
from store.tables import case, case_link, case_text, topic

REASON = "similarity"


def link_events(engine: Engine) -> dict[str, int]:
    """Look at all dated cases anew and replace the links found earlier, in one transaction; those that a source states
    or a person made stay. The result depends on the cases only, not on the order in which files came.

    Out: cases (looked at), events (groups found), linked (cases in them).
    """
    kind = topic.c.level_1 + "|" + func.coalesce(topic.c.level_2, "")
    told = case.outerjoin(case_text, case_text.c.case_id == case.c.id)
    question = (
        select(
            case.c.id.label("case_id"), case.c.filed_at.label("at"), case.c.district_id.label("district"),
            kind.label("topic"), case.c.address, case_text.c.text,
        )
        .select_from(told.outerjoin(topic, topic.c.id == case.c.topic_id))
        .where(case.c.filed_at.is_not(None))
    )  # fmt: skip
    stated = select(case_link.c.event_id, case_link.c.case_id).where(
        case_link.c.reason != REASON, case_link.c.event_id != case_link.c.case_id
    )
    with engine.begin() as connection:
        cases = read_frame(connection, question)
        found = events(cases, read_frame(connection, stated))
        connection.execute(delete(case_link).where(case_link.c.reason == REASON))
        append_rows(connection, case_link, _arrow(found))
    return {"cases": len(cases), "events": found["event_id"].nunique(), "linked": len(found)}


def _arrow(found: pd.DataFrame) -> pa.Table:
    text = pa.string()
    schema = pa.schema([("event_id", text), ("case_id", text), ("reason", text)])
    return pa.Table.from_pandas(found.assign(reason=REASON), schema=schema, preserve_index=False)
