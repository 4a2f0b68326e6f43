"""The questions of a survey with a column for each, told from all rows before the first one is kept."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd
from sqlalchemy import Connection, select

from analysis.masking import masked
from intake.headers import normal_header
from intake.records.recognition import RecordFile, Table
from intake.records.survey_checks import check_same_poll
from intake.records.survey_kinds import Kind, Unsure, are_ticks, kind_of
from intake.records.survey_personal import holds_details
from intake.reference.codes import made_id
from intake.remarks import Remarks
from intake.report import FileRefused
from intake.values import cleaned
from intake.vocabulary import vocabulary
from store.record_tables import poll, poll_question

KINDS = ("single", "multiple", "scale", "text")
_STATED = re.compile(r"^(.*\S)\s*\(([^()]+)\)\s*$", re.DOTALL)
_OPTION = re.compile(r"^(.*\S)\s*\[([^\[\]]+)\]\s*$", re.DOTALL)
# What downloads and forms add to the name of a survey.
_ADDED = re.compile(
    r"\s*(?:[-–]\s*(?:Ответы на форму|Form Responses).*|\((?:Ответы|Responses|\d+)\)\s*)$", re.IGNORECASE
)


@dataclass(frozen=True)
class Asked:
    """One question: `columns` → the option a column stands for (None where cells hold the answers)."""

    title: str
    columns: Mapping[str, str | None]
    kind: Kind


@dataclass(frozen=True)
class Plan:
    """`title`: what the poll is called where no column says; `last`: respondent → number of their last row."""

    title: str
    questions: list[Asked]
    last: Mapping[str, int]


@dataclass
class _Met:
    """What all rows say: of each column answer → people, respondents, polls by id or title."""

    cells: dict[str, Counter[str]] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)
    polls: set[str] = field(default_factory=set)


def plan_of(file: RecordFile, name: str, connection: Connection, remarks: Remarks) -> Plan:
    """The plan of a file, with a note for each column of what it was taken for. `name`: of the file, for its poll.

    Raises FileRefused for a column of which nobody can tell whether its cells hold several answers, and where a
    question is in the store with several answers each and has one here, or the reverse; and see `check_same_poll`.
    """
    table = file.tables[0]
    title = poll_title(name)
    met = _met(table, title)
    if not {"poll", "poll_title"} & set(table.positions):
        remarks.note("poll_of_file", title)
    for field_name, header in table.headers.items():
        if field_name not in table.titles:
            remarks.note("taken_about", "", header)
    for header in table.unread:
        remarks.note("not_read", "", header)
    titles, stored = dict(table.titles), _stored(connection, met.polls)
    for column in list(titles):
        if not met.cells[column]:
            remarks.note("no_answers_in_column", "", titles.pop(column))
        elif holds_details(met.cells[column]):
            remarks.note("not_read", "", titles.pop(column))
    questions = []
    for asked, columns in _grouped(titles, met.cells):
        questions.append(_question(file, name, asked, columns, met.cells, stored))
        kind = questions[-1].kind
        remarks.note(f"taken_{kind.code}", _told(kind), asked)
    if not {"poll", "poll_title"} & set(table.positions):
        check_same_poll(name, title, stored, [question.title for question in questions])
    return Plan(title, questions, met.last)


def poll_title(name: str) -> str:
    """«Жизнь в районе (Ответы).xlsx» → «Жизнь в районе»."""
    stem = re.sub(r"\.\w{1,5}$", "", name).strip()
    while (shorter := _ADDED.sub("", stem).strip()) and shorter != stem:
        stem = shorter
    return stem


def _met(table: Table, title: str) -> _Met:
    met = _Met({name: Counter() for name in table.titles})
    for raw in table.grid.chunks(table.header, table.positions):
        if not len(raw):
            continue
        plain = dict(zip(raw.columns, cleaned([raw[name] for name in raw.columns]), strict=True))
        for name, counted in met.cells.items():
            counted.update(plain[name].dropna().tolist())
        if "respondent" in plain:
            known = plain["respondent"].dropna()
            met.last.update(zip(known.tolist(), known.index.tolist(), strict=True))
        named = plain.get("poll_title", pd.Series(None, index=raw.index, dtype="str")).fillna(title)
        ids = plain.get("poll", pd.Series(None, index=raw.index, dtype="str")).fillna(named.map(made_id))
        met.polls.update(ids.unique().tolist())
    return met


def _stored(connection: Connection, polls: set[str]) -> dict[str, str]:
    """Normal title → kind of the questions that the store has of these polls."""
    q = poll_question.c
    asked = select(q.title, q.kind).join(poll, poll.c.id == q.poll_id).where(q.poll_id.in_(polls))
    return {normal_header(row.title): row.kind for row in connection.execute(asked)}


def _grouped(titles: Mapping[str, str], cells: Mapping[str, Counter[str]]) -> list[tuple[str, dict[str, str | None]]]:
    """Question → its columns. «Question [option]» columns that say yes or no are one question of several answers."""
    found: dict[str, dict[str, str | None]] = {}
    for column, title in titles.items():
        split = _OPTION.match(title)
        if split and are_ticks(cells[column], split[2].strip()):
            found.setdefault(split[1], {})[column] = split[2].strip()
        else:
            found[title] = {column: None}
    whole: list[tuple[str, dict[str, str | None]]] = []
    for title, columns in found.items():
        (first, option), alone = next(iter(columns.items())), len(columns) == 1
        whole.append((titles[first], {first: None}) if alone and option else (title, columns))
    return whole


def _question(
    file: RecordFile,
    name: str,
    asked: str,
    columns: Mapping[str, str | None],
    cells: Mapping[str, Counter[str]],
    stored: Mapping[str, str],
) -> Asked:
    named = _STATED.match(asked)
    stated = vocabulary("polls", "question").get(normal_header(named[2])) if named else None
    title = named[1] if named and stated in KINDS else asked
    before = stored.get(normal_header(title))
    if len(columns) > 1:
        kind = Kind("multiple", tuple(option for option in columns.values() if option))
    else:
        given = stated if stated in KINDS else before
        try:
            kind = kind_of(cells[next(iter(columns))], given, file.layout.separators)
        except Unsure as unsure:
            raise FileRefused(_unsure(name, asked, str(unsure))) from None
    if before and before != kind.code and "multiple" in (before, kind.code):
        raise FileRefused(
            f"{name}: the question «{title}» of this poll was loaded as {before}, here it is {kind.code}. Take that "
            "import back first, or name the column as it was read then."
        )
    return Asked(title, columns, kind)


def _unsure(name: str, column: str, part: str) -> str:
    return (
        f"{name}: column «{column}»: the cells hold several answers with commas between them, or answers with commas "
        f"in them; nobody can tell, for «{_masked(part)[:60]}» never stands alone. Call the column "
        f"«{column} (несколько вариантов)» or «{column} (один вариант)» and load the file again."
    )


def _told(kind: Kind) -> str:
    """What the report shows of a question: its options, after what stands between two of them in a cell."""
    options = " · ".join(map(_masked, kind.options))
    return f"«{kind.separator.strip()}»: {options}" if kind.separator else options


def _masked(text: str) -> str:
    return str(masked(pd.Series([text], dtype="str")).iloc[0])
