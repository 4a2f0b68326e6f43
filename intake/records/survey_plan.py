"""The questions of a survey with a column for each, told from all rows before the first one is kept."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import add

import pandas as pd
from sqlalchemy import Connection, func, select

from analysis.masking import masked
from intake.headers import normal_header
from intake.records.recognition import RecordFile, Table
from intake.records.setting import text_of
from intake.records.survey_checks import check_same_poll
from intake.records.survey_kinds import BLANK, Kind, Unsure, kind_of, option_columns, tick
from intake.records.survey_personal import holds_details
from intake.reference.codes import made_id
from intake.remarks import Remarks
from intake.report import FileRefused
from intake.values import cleaned
from intake.vocabulary import vocabulary
from store.record_tables import poll_answer, poll_option, poll_question

OTHER, NONE = "Другое", "Ничего из перечисленного"
# What a header says of its kind, behind the question.
KINDS = {
    "single": "один вариант", "multiple": "несколько вариантов", "scale": "шкала", "text": "открытый вопрос",
}  # fmt: skip
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
    """`title`: what the poll is called where no column says; `last`: (poll, respondent) → number of their last row;
    `empty`: questions whose columns nobody filled.
    """

    title: str
    questions: list[Asked]
    last: Mapping[tuple[str, str], int]
    empty: tuple[str, ...]


@dataclass
class _Met:
    """What all rows say: of each column answer → people; of each question with columns for its options what the cells
    of a row say → rows; respondents; polls.
    """

    cells: dict[str, Counter[str]]
    rows: dict[str, Counter[str]]
    last: dict[tuple[str, str], int] = field(default_factory=dict)
    polls: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Before:
    """A question in the store: kind, options in order, how many people answered."""

    kind: str
    options: tuple[str, ...]
    people: int


def plan_of(file: RecordFile, name: str, connection: Connection, remarks: Remarks) -> Plan:
    """The plan of a file, with a note for each column of what it was taken for. `name`: of the file, for its poll.

    Raises FileRefused for a column of which nobody can tell whether its cells hold several answers, where a question
    is of another kind in the store than here, and where no question is left; and see `check_same_poll`.
    """
    table = file.tables[0]
    title = poll_title(name)
    options = _with_options(table.titles)
    met = _met(table, title, options)
    if not {"poll", "poll_title"} & set(table.positions):
        remarks.note("poll_of_file", title)
    for field_name, header in table.headers.items():
        if field_name not in table.titles:
            remarks.note("taken_about", "", header)
    for header in table.unread:
        remarks.note("not_read", "", header)
    stored = _stored(connection, met.polls)
    questions: list[Asked] = []
    empty: list[str] = []
    for asked, columns in _grouped(table.titles, options, met, stored):
        counted: Counter[str] = sum((met.cells[column] for column in columns), Counter())
        if not counted:
            empty += [_apart(_stated(asked)[0], questions), asked]
            remarks.note("no_answers_in_column", "", asked)
        elif len(columns) == 1 and holds_details(counted):
            remarks.note("not_read", "", asked)
        else:
            questions.append(_question(file, name, asked, columns, counted, stored, questions))
            kind = questions[-1].kind
            remarks.note(f"taken_{kind.code}", _told(kind, {} if len(columns) > 1 else counted), asked)
    if not questions:
        raise FileRefused(
            f"{name}: no column holds answers to a question: they are empty, or hold people's details. Export the "
            "answers too and load the file again."
        )
    if not {"poll", "poll_title"} & set(table.positions):
        check_same_poll(name, title, stored, [question.title for question in questions])
    empty += [option for base, places in options.items() for option in (base, *(table.titles[c] for c in places))
              if not any(met.cells[column] for column in places)]  # fmt: skip
    return Plan(title, questions, met.last, tuple(empty))


def named_polls(rows: pd.DataFrame, title: str) -> tuple[pd.Series, pd.Series]:
    """Id and title of the poll of each row. `title`: where no column says."""
    titles = text_of(rows, "poll_title").fillna(title)
    return text_of(rows, "poll").fillna(titles.map(made_id).astype("str")), titles


def poll_title(name: str) -> str:
    """«Жизнь в районе (Ответы).xlsx» → «Жизнь в районе»."""
    stem = re.sub(r"\.\w{1,5}$", "", name).strip()
    while (shorter := _ADDED.sub("", stem).strip()) and shorter != stem:
        stem = shorter
    return stem


def _with_options(titles: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Question → column → option, of the columns «Question [option]» with one question."""
    found: dict[str, dict[str, str]] = {}
    for column, title in titles.items():
        if split := _OPTION.match(title):
            found.setdefault(split[1], {})[column] = split[2].strip()
    return {question: columns for question, columns in found.items() if len(columns) > 1}


def _met(table: Table, title: str, options: Mapping[str, Mapping[str, str]]) -> _Met:
    met = _Met({name: Counter() for name in table.titles}, {question: Counter() for question in options})
    for raw in table.grid.chunks(table.header, table.positions):
        if not len(raw):
            continue
        plain = pd.DataFrame(dict(zip(raw.columns, cleaned([raw[name] for name in raw.columns]), strict=True)))
        for name, counted in met.cells.items():
            counted.update(plain[name].dropna().tolist())
        for question, columns in options.items():
            says = {
                column: {cell: tick(cell, option) for cell in met.cells[column]} for column, option in columns.items()
            }
            said = [plain[column].map(letters).astype("str").fillna(BLANK) for column, letters in says.items()]
            met.rows[question].update(reduce(add, said).tolist())
        ids, _ = named_polls(plain, title)
        met.polls.update(ids.unique().tolist())
        known = text_of(plain, "respondent").dropna()
        met.last.update(zip(zip(ids[known.index], known, strict=True), known.index.tolist(), strict=True))
    return met


def _stored(connection: Connection, polls: set[str]) -> dict[str, _Before]:
    """Normal title → what the store has of the questions of these polls."""
    q, o, a = poll_question.c, poll_option.c, poll_answer.c
    counted = select(a.question_id, func.count(a.respondent_key.distinct())).where(a.poll_id.in_(polls))
    people = {id: n for id, n in connection.execute(counted.group_by(a.question_id))}
    options: dict[str, list[str]] = {}
    told = select(o.question_id, o.title).where(o.poll_id.in_(polls), o.title.not_in([OTHER, NONE]))
    for question, option in connection.execute(told.order_by(o.position, o.key)):
        options.setdefault(question, []).append(option)
    asked = connection.execute(select(q.id, q.title, q.kind).where(q.poll_id.in_(polls)))
    return {
        normal_header(title): _Before(kind, tuple(options.get(id, ())), people.get(id, 0)) for id, title, kind in asked
    }


def _grouped(
    titles: Mapping[str, str], options: Mapping[str, Mapping[str, str]], met: _Met, stored: Mapping[str, _Before]
) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Question → its columns; the columns of options stand where the first of them does."""
    together: dict[str, str] = {}
    for question, columns in options.items():
        if any(normal_header(titles[column]) in stored for column in columns):
            continue  # a grid before is one now
        before = stored.get(normal_header(_stated(question)[0]))
        places = option_columns(
            met.rows[question], [met.cells[column] for column in columns], bool(before and before.kind == "multiple")
        )
        if len(places) > 1:
            together |= {list(columns)[place]: question for place in places}
    done: set[str] = set()
    for column, title in titles.items():
        question = together.get(column, "")
        if not question:
            yield title, {column: None}
        elif question not in done:
            done.add(question)
            yield question, {name: option for name, option in options[question].items() if name in together}


def _stated(asked: str) -> tuple[str, str | None]:
    """«Чем ездите? (несколько вариантов)» → «Чем ездите?», multiple."""
    named = _STATED.match(asked)
    kind = vocabulary("polls", "question").get(normal_header(named[2])) if named else None
    return (named[1], kind) if named and kind in KINDS else (asked, None)


def _apart(title: str, questions: list[Asked]) -> str:
    """«Q» beside «Q [a]», or beside «Q (шкала)», is «Q (2)»: nobody knows that they are one."""
    met = {normal_header(one.title) for one in questions}
    names = (title, *(f"{title} ({again})" for again in range(2, len(met) + 3)))
    return next(name for name in names if normal_header(name) not in met)


def _question(
    file: RecordFile,
    name: str,
    asked: str,
    columns: Mapping[str, str | None],
    cells: Mapping[str, int],
    stored: Mapping[str, _Before],
    questions: list[Asked],
) -> Asked:
    title, stated = _stated(asked)
    title = _apart(title, questions)
    before = stored.get(normal_header(title))
    if len(columns) > 1:
        kind = fresh = Kind("multiple", tuple(option for option in columns.values() if option))
    else:
        known, separators = before.options if before else (), file.layout.separators
        usual = before.kind if before and before.kind in KINDS else None
        try:
            kind = fresh = kind_of(cells, stated or usual, separators, known)
            if before and not stated and sum(cells.values()) >= before.people:
                fresh = kind_of(cells, None, separators, known)
        except Unsure as unsure:
            if not (stated or usual):
                raise FileRefused(_unsure(name, asked, unsure)) from None
    if before and (before.kind != kind.code or _is_other(before, fresh, cells)):
        found = KINDS[fresh.code if before.kind == kind.code else kind.code]
        was = KINDS.get(before.kind, before.kind)
        raise FileRefused(
            f"{name}: the question «{title}» of this poll was loaded as «{was}», here it is «{found}». Take that "
            f"import back first, or let the header say what it is: «{title} ({was})»."
        )
    return Asked(title, columns, kind)


def _is_other(before: _Before, fresh: Kind, cells: Mapping[str, int]) -> bool:
    """Whether a file of as many answers as the store has speaks for another kind: the first import may have been of
    too few. Who chose one of several answers each, or gave low marks only, does not.
    """
    if fresh.code == "single" and before.kind == "scale":
        return not all(cell.isdecimal() for cell in cells)
    return fresh.code != before.kind and (before.kind, fresh.code) != ("multiple", "single")


def _unsure(name: str, column: str, unsure: Unsure) -> str:
    return (
        f"{name}: column «{column}»: the cells hold several answers with «{unsure.mark}» between them, or answers with "
        f"«{unsure.mark}» in them; nobody can tell, see «{_masked(unsure.part)[:60]}». Call the column "
        f"«{column} (несколько вариантов)» or «{column} (один вариант)» and load the file again."
    )


def _told(kind: Kind, cells: Mapping[str, int]) -> str:
    """What the report shows of a question: its options, how many people answered otherwise, before them what stands
    between two options in a cell. «;»: Автобус · Такси · Другое: 15.
    """
    if kind.code == "text":
        return ""
    other = sum(n for cell, n in cells.items() if kind.taken(cell)[1])
    options = " · ".join([*map(_masked, kind.options), *([f"{OTHER}: {other}"] if other else [])])
    return f"«{kind.separator.strip()}»: {options}" if kind.separator else options


def _masked(text: str) -> str:
    return str(masked(pd.Series([text], dtype="str")).iloc[0])
