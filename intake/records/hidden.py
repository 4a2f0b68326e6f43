"""Names of bodies and places that are not kept as they are written, for what they say of people (`intake.verbatim`).

A key says a hash of such a name: two traders, both kept as «ИП [имя]», are two rows. So do rows from before names were
masked, from the next file of their kind on; what was hidden and stands in the region's lists by now is found again, see
`intake.records.listed`.
"""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa
from sqlalchemy import Column, ColumnElement, Connection, MetaData, Table, Text, func, select, update
from sqlalchemy.schema import CreateTable, DropTable

from intake.applicants import name_keys
from intake.cases import arrow_rows
from intake.names.record_names import KEYS, NAMED
from intake.verbatim import without_people
from store.dialects import append_rows
from store.record_tables import UNDO_RECORDS

# Names from before: as they stand, as they are kept, and what keys say of them, before and now.
_MET = Table(
    "hidden_name",
    MetaData(),
    *(Column(name, Text) for name in ("written", "kept", "before", "part")),
    prefixes=["TEMPORARY"],
)


def in_keys(written: pd.Series, kept: pd.Series) -> pd.Series:
    """What keys say of names nobody knows: «~Заречье»; of one that is kept otherwise than it is written its hash."""
    hidden = (written != kept) & written.notna()
    if hidden.any():
        written = written.mask(hidden, name_keys(written[hidden]).reindex(written.index))
    return "~" + written


def hidden_before(names: pd.Series, ids: pd.Series) -> dict[str, str]:
    """What keys said of names while nobody knew them → id; of those only that nobody may keep as they are written."""
    known = names[ids.notna()].drop_duplicates()
    would_be = known[without_people(known) != known]
    if would_be.empty:  # no salt is asked for, or made, where there is nothing to hide
        return {}
    return dict(zip("~" + name_keys(would_be), ids[would_be.index], strict=True))


def hide_earlier(connection: Connection, tables: Iterable[str]) -> None:
    """Mask the names in rows of these tables, what was replaced among them, that were kept as they were written."""
    for kind, named in NAMED.items():
        for table in (each for each in named if each.name in tables):
            for rows in (table, UNDO_RECORDS[table.name]):
                _hide(connection, rows, kind, f"{kind}_id" in KEYS.get(table.name, ()))


def _hide(connection: Connection, table: Table, kind: str, in_key: bool) -> None:
    source, target = table.c[f"{kind}_source"], table.c[f"{kind}_id"]
    question = select(source).where(target.is_(None), source.is_not(None)).distinct()
    written = pd.Series(connection.execute(question).scalars().all(), dtype="str")
    kept = without_people(written)
    names = pd.DataFrame({"written": written, "kept": kept, "part": in_keys(written, kept)})[written != kept]
    if names.empty:
        return
    names["before"] = "~" + names["written"].str.replace("|", "¦", regex=False)
    connection.execute(DropTable(_MET, if_exists=True))
    connection.execute(CreateTable(_MET))
    append_rows(connection, _MET, arrow_rows(names, [(column.name, pa.string()) for column in _MET.columns]))
    values: dict[str, ColumnElement[str]] = {source.name: _MET.c.kept}
    if in_key:  # a part of a key is not its first, but may be its last one
        fresh = func.replace(table.c.key + "|", "|" + _MET.c.before + "|", "|" + _MET.c.part + "|")
        values["key"] = func.left(fresh, func.length(fresh) - 1)
    connection.execute(update(table).values(values).where(target.is_(None), source == _MET.c.written))
    connection.execute(DropTable(_MET))
