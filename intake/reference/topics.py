"""The tree of topics in up to three levels, from a table or from a plain list of themes."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from intake.linking import keep_moving, link_moved
from intake.names.normal import normalise
from intake.reference.codes import made_id
from intake.reference.merging import merge_aliases, merge_rows
from intake.reference.parents import LEVELS, with_levels
from intake.reference.region_rows import chosen_region
from intake.reference.remarks import reject, warn
from intake.reference.tables import ReferenceTable, Row, cell_text, read_table
from intake.report import FileRefused, ImportReport
from store.tables import case, topic, topic_alias


@dataclass(frozen=True)
class Node:
    """One topic; `levels` from broad to narrow, the last is its own name. `row` is None for a group made of them."""

    id: str
    levels: tuple[str, ...]
    row: Row | None


def load_topics(connection: Connection, path: Path, region: str | None, report: ImportReport) -> None:
    """Load topics; of one region where it is given, else common to all. A row without a code gets an id made of its
    path; groups that have no row of their own are added.

    Rejected: rows without a name, with a code or a path met before, with a parent that is not in the file, or too deep.
    Warning: a severity that is not 1 to 5.
    """
    owner = chosen_region(connection, region, path.name) if region else None
    table = _json_table(path, report) if path.suffix.lower() == ".json" else read_table(path, "topics", report)
    nodes = _accepted(connection, with_levels(table, report), owner, report)
    rowed = {node.id for node in nodes if node.row is not None}
    values = [_values(node, table, report) | {"region": owner} for node in nodes]
    left = keep_moving(connection, case.c.topic_id.in_(_moving(connection, values)))
    outcome = merge_rows(connection, topic, values)
    link_moved(connection, left)
    aliases = [{"alias": alias, "topic_id": node.id} for node in nodes for alias in _aliases(node)]
    for id in merge_aliases(connection, topic_alias, "topic_id", aliases, list(outcome), "lookup"):
        outcome[id] = "updated" if outcome[id] == "unchanged" else outcome[id]
    counts = Counter(result for id, result in outcome.items() if id in rowed)
    report.new, report.updated, report.unchanged = counts["new"], counts["updated"], counts["unchanged"]


def _moving(connection: Connection, values: Sequence[dict[str, Any]]) -> list[str]:
    """Topics that get other first two levels: cases of one of these may tell of one event, see `intake.linking`."""
    before = {row["id"]: (row["level_1"], row["level_2"]) for row in _stored(connection)}
    after = {row["id"]: (row["level_1"], row["level_2"]) for row in values if row["id"] in before}
    return [id for id, problem in after.items() if before[id] != problem]


def _json_table(path: Path, report: ImportReport) -> ReferenceTable:
    """{theme: severity} or {theme: group} as a table."""
    try:
        themes = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise FileRefused(f"{path.name} is not whole JSON: {error}") from error
    if not isinstance(themes, dict) or not all(isinstance(value, (int, str)) for value in themes.values()):
        raise FileRefused(f"{path.name}: a list of topics in JSON is one object, theme → severity or theme → group.")
    rows = []
    for number, (theme, value) in enumerate(themes.items(), start=1):
        other = {"level_1": value.strip()} if isinstance(value, str) else {"severity": str(value)}
        rows.append(Row(None, number, {"level_2": cell_text(theme), **other}))
    report.read = len(rows)
    columns = {field: field for field in ("level_2", *dict.fromkeys(f for row in rows for f in row.fields))}
    return ReferenceTable(columns, rows)


def _accepted(connection: Connection, table: ReferenceTable, region: str | None, report: ImportReport) -> list[Node]:
    foreign = _codes_are_taken(connection, table, region)
    if foreign:
        warn(report, "codes_taken", None, None, table.columns["code"], "ids are made of the names instead")
    nodes: dict[str, Node] = {}
    paths: set[tuple[str, ...]] = set()
    for row in table.rows:
        levels = tuple(level for field in LEVELS if (level := row[field]))
        path = tuple(map(normalise, levels))
        id = (not foreign and row["code"]) or _made(region, levels)
        if not levels or not path[-1]:
            reject(report, "no_name", row.sheet, row.number, table.columns.get("level_1"))
        elif id in nodes or path in paths:
            reject(report, "duplicate_id", row.sheet, row.number, table.columns.get("code"), row["code"] or levels[-1])
        else:
            nodes[id] = Node(id, levels, row)
            paths.add(path)
    return [*_groups(connection, nodes, paths, region), *nodes.values()]


def _made(region: str | None, levels: Sequence[str]) -> str:
    return made_id(*([region] if region else []), *levels)


def _codes_are_taken(connection: Connection, table: ReferenceTable, region: str | None) -> bool:
    """Whether the codes belong to another taxonomy: most of those that are stored mean topics without a name in common,
    or one of them is another region's.

    Two regions number their topics from 1; a renamed topic alone is no other taxonomy.
    """
    rows = _stored(connection)
    stored = {row["id"]: {normalise(row[level] or "") for level in LEVELS} for row in rows}
    met = [(row, stored[row["code"]]) for row in table.rows if row["code"] in stored]
    if {row["code"] for row, _ in met} & {row["id"] for row in rows if row["region"] not in (None, region)}:
        return True
    strangers = [row for row, names in met if not names & {normalise(row[level] or "-") for level in LEVELS} - {""}]
    return len(strangers) > len(met) / 2


def _stored(connection: Connection) -> Sequence[RowMapping]:
    return connection.execute(select(topic)).mappings().all()


def _groups(
    connection: Connection, nodes: dict[str, Node], paths: set[tuple[str, ...]], region: str | None
) -> Iterator[Node]:
    """Broader levels that neither the file nor the taxonomy in the store has as a topic."""
    stored = [row for row in _stored(connection) if row["region"] == region]
    known = paths | {tuple(normalise(row[level]) for level in LEVELS if row[level]) for row in stored}
    for node in list(nodes.values()):
        for depth in range(1, len(node.levels)):
            levels = node.levels[:depth]
            path = tuple(map(normalise, levels))
            if path not in known:
                known.add(path)
                yield Node(_made(region, levels), levels, None)


def _values(node: Node, table: ReferenceTable, report: ImportReport) -> dict[str, Any]:
    """A row of the topic table; columns the file does not have are not mentioned and stay as they are."""
    values: dict[str, Any] = {"id": node.id, **dict.fromkeys(LEVELS)}
    values |= dict(zip(LEVELS, node.levels, strict=False))
    if node.row is not None:
        values |= {field: node.row[field] for field in ("name_en", "common_group") if field in table.columns}
        if "severity" in table.columns:
            values["severity"] = _severity(node.row, table, report)
    return values


def _severity(row: Row, table: ReferenceTable, report: ImportReport) -> int | None:
    text = row["severity"]
    if text is None or text in {"1", "2", "3", "4", "5"}:
        return int(text) if text else None
    warn(report, "unknown_severity", row.sheet, row.number, table.columns["severity"], text)
    return None


def _aliases(node: Node) -> set[str]:
    """Its English name and variants; its own name is found through the tree."""
    if node.row is None:
        return set()
    names = [node.row["name_en"], *(node.row["variants"] or "").split("|")]
    return {normalise(name) for name in names if name} - {""}
