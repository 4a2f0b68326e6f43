"""Writes invented cases straight into a store, for tests of what reads it. The tests' day 0 is 1 January 2026, UTC."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import pyarrow as pa
from sqlalchemy import Engine, Table, insert

from store.dialects import append_rows
from store.tables import case, case_text, channel, district, import_batch, region, topic
from store.words import index_everything

DAY_0 = datetime(2026, 1, 1)
DAY = 86_400


def day(number: float) -> datetime:
    """Midnight UTC of that day; fractions are hours."""
    return DAY_0 + timedelta(days=number)


def a_case(number: int, **facts: Any) -> dict[str, Any]:
    """A case filed on day 0 in the channel pos, day precision; `filed`, `closed`, `due`, `response` are days from
    day 0.
    """
    filed, closed = facts.pop("filed", 0), facts.pop("closed", None)
    due, response = facts.pop("due", None), facts.pop("response", None)
    code = facts.setdefault("channel", "pos")
    row = {
        "id": f"{code}:{number}",
        "region": "52",
        "source_number": str(number),
        "filed_at": None if filed is None else day(filed),
        "closed_at": None if closed is None else day(closed),
        "decided_at": None if closed is None else day(closed),
        "first_response_at": None if response is None else day(response),
        "due_at": None if due is None else day(due) + timedelta(seconds=DAY - 1),
        "close_seconds": None if closed is None else round((closed - filed) * DAY),
        "response_seconds": None if response is None else round((response - filed) * DAY),
        "precision": "day",
        "state": "in_progress" if closed is None else "answered",
        "place_precision": "none",
        "batch_id": 1,
    }
    return row | facts


def load(
    engine: Engine, cases: Sequence[dict[str, Any]], until: float = 10, texts: dict[str, str] | None = None
) -> None:
    """Insert the cases; the data of every channel they use is known until that day."""
    frame = pd.DataFrame(list(cases), columns=[c.name for c in case.columns])
    with engine.begin() as connection:
        append_rows(connection, case, _arrow(frame, case))
        for code in frame["channel"].unique():
            connection.execute(channel.update().where(channel.c.code == code).values(data_until=day(until)))
        for case_id, text in (texts or {}).items():
            connection.execute(insert(case_text).values(case_id=case_id, text=text))
        if texts is not None or any(row.get("address") or row.get("topic_source") for row in cases):
            index_everything(connection)
        connection.execute(
            insert(import_batch).values(
                id=1, file="sample", sha256="", layout="sample", imported_at=day(until), read=len(frame),
                new=len(frame),
                updated=0, unchanged=0, rejected=0,
            )
        )  # fmt: skip


def load_region(engine: Engine, districts: dict[str, int], zone: str = "UTC") -> None:
    """A home region with these districts (id: population); names are made from the ids."""
    with engine.begin() as connection:
        connection.execute(
            insert(region).values(
                id="52", name_ru="Пробная область", name_en="Sample Region", country="RU", timezone=zone, is_home=True
            )
        )
        for number, people in districts.items():
            connection.execute(
                insert(district).values(
                    id=number, region="52", name_ru=f"Район {number}", name_en=f"District {number}", population=people
                )
            )


def load_water(engine: Engine, cases: Sequence[dict[str, Any]], days: int) -> None:
    """Cases of the topic «water» in the municipalities A, B and C, known to the end of the last of the days."""
    load_region(engine, {"A": 30_000, "B": 20_000, "C": 30_000})
    with engine.begin() as connection:
        connection.execute(insert(topic).values(id="water", level_1="ЖКХ", level_2="Вода"))
    load(engine, cases, until=days - 1 / DAY)


def _arrow(frame: pd.DataFrame, table: Table) -> pa.Table:
    kinds = {"TEXT": pa.string(), "DATETIME": pa.timestamp("us"), "BOOLEAN": pa.bool_(), "DOUBLE": pa.float64()}
    schema = pa.schema([(c.name, kinds.get(str(c.type), pa.int64())) for c in table.columns])
    return pa.Table.from_pandas(frame.astype(object).where(frame.notna(), None), schema=schema, preserve_index=False)
