"""The links of the store and the cases they join: what `intake.linking` reads and writes."""

import pandas as pd
import pyarrow as pa
from sqlalchemy import ColumnElement, Connection, DateTime, Executable, FromClause, Table, Text, func, select

from analysis.same_place import NO_PAIRS
from store.dialects import append_rows, make_empty, read_table
from store.tables import case, case_link, topic

REASON = "similarity"
FOUND = case_link.c.reason == REASON
TYPED = ("case_id", "at", "place", "address", "text", "one", "other")
NOWHERE = NO_PAIRS[["one", "one_at", "place"]].set_axis(["case_id", "at", "place"], axis=1)


def all_links(connection: Connection) -> pd.DataFrame:
    """All links: one (the event), other (the case), and whether they were found here; of those that a source states or
    a person made none of a case with itself.
    """
    question = select(case_link.c.event_id.label("one"), case_link.c.case_id.label("other"), FOUND.label("found"))
    links = read_typed(connection, question)
    links["found"] = links["found"].eq(True)
    return links[links["found"] | links["one"].ne(links["other"])]


def stated_links(links: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Of some links those not found here, with the moments of both; missing for cases that are not there."""
    at = where.drop_duplicates("case_id").set_index("case_id")["at"]
    stated = links.loc[~links["found"], ["one", "other"]]
    return stated.assign(**{f"{end}_at": at.reindex(stated[end]).to_numpy() for end in ("one", "other")})


def linked_cases(connection: Connection, which: ColumnElement[bool] | None = None) -> pd.DataFrame:
    """Moment and place of the linked cases, or of which of them."""
    ids = select(case_link.c.case_id).union(select(case_link.c.event_id))
    placed = select(case.c.id.label("case_id"), case.c.filed_at.label("at"), place_of(case).label("place"))
    question = placed.select_from(case.outerjoin(topic, topic.c.id == case.c.topic_id)).where(case.c.id.in_(ids))
    return read_typed(connection, question if which is None else question.where(which))


def ends_of(links: pd.DataFrame) -> list[pd.DataFrame]:
    """Both cases of each pair: case_id, at, place."""
    names = {"": "case_id", "_at": "at", "_place": "place"}
    return [
        links[[f"{end}{part}" for part in names]].set_axis(list(names.values()), axis=1) for end in ("one", "other")
    ]


def dated(points: list[pd.DataFrame]) -> pd.DataFrame:
    """The dated ones of some points (case_id, at, place), each once."""
    whole = pd.concat(points, ignore_index=True)
    return whole[whole["at"].notna()].drop_duplicates()


def place_of(of: FromClause) -> ColumnElement[str]:
    """A topic, to its second level, in a municipality; needs `topic` joined. Missing where either is."""
    return of.c.district_id + "|" + topic.c.level_1 + "|" + func.coalesce(topic.c.level_2, "")


def read_typed(connection: Connection, question: Executable) -> pd.DataFrame:
    """A frame whose texts are texts and whose moments are moments even where there is none at all."""
    frame = read_table(connection, question).to_pandas()
    kinds = {name: "datetime64[us]" if name == "at" else "str" for name in frame if name in TYPED}
    if frame.empty:  # texts of Arrow that hold nothing cannot be joined
        return pd.DataFrame({name: pd.Series(dtype=kinds.get(name, frame[name].dtype)) for name in frame})
    return frame.astype({name: kind for name, kind in kinds.items() if frame[name].dtype != kind})


def make(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """A temporary table of this connection that holds these rows."""
    make_empty(connection, table)
    append(connection, table, rows)


def append(connection: Connection, table: Table, rows: pd.DataFrame) -> None:
    """These rows, of texts and moments, into a table."""
    kinds = {Text: pa.string(), DateTime: pa.timestamp("us")}
    schema = pa.schema([(column.name, kinds[type(column.type)]) for column in table.columns])
    append_rows(connection, table, pa.Table.from_pandas(rows, schema=schema, preserve_index=False))
