"""Which file is a survey with a column for each question, and which of its columns are questions."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from intake.formats import LAYOUTS
from intake.grids import Grid
from intake.headers import TOP_ROWS, normal_header
from intake.records.layouts import RECORD_LAYOUTS, RecordLayout
from intake.records.survey_personal import asks_for_details

SURVEY = "survey_columns"
QUESTION = "question "  # columns that are no fields are called «question 7» by their place
# What stands under a question in a second row of headers where its answers are not in several columns.
_ANSWERS = {"response", "open-ended response", "ответ", "открытый ответ", "развернутый ответ"}
_SAID_BY_PEOPLE = {"ответ"}  # somebody may write it: it tells a row of headers only where nothing else stands there
_OPTION = re.compile(r"\S\s*\[[^\[\]]+\]\s*$")
_MARKS = frozenset(map(normal_header, RECORD_LAYOUTS[SURVEY].marks))
_WEAK = frozenset(map(normal_header, RECORD_LAYOUTS[SURVEY].weak_marks))
_OWN = frozenset(normal_header(name) for names in RECORD_LAYOUTS[SURVEY].fields.values() for name in names)
_RESPONDENT_FIELDS = ("age", "sex", "respondent", "answered_at")


@dataclass(frozen=True)
class SurveyHeader:
    """`row`: position of the header (the lower of two); `positions`: field or «question 7» → column; `titles`: of the
    questions, as the file has them; `details`: field → its header; `unread`: headers of columns that are not read.
    """

    row: int
    positions: Mapping[str, int]
    titles: Mapping[str, str]
    details: Mapping[str, str]
    unread: tuple[str, ...]


def survey_header(grid: Grid, by_itself: bool = True) -> SurveyHeader | None:
    """The header of a survey in a sheet. `by_itself`: nobody said that it is one, so one of the layout's marks has to
    be there, no column that registers and lists have too, and no two columns that say the same of a respondent.
    """
    layout = RECORD_LAYOUTS[SURVEY]
    for row, cells in enumerate(grid.top[:TOP_ROWS]):
        if not layout.missing(layout.positions(cells)) and (not by_itself or _is_survey(cells)):
            found = _header(grid, row, layout)
            if found.titles and not (by_itself and (_of_others(found) or _twice(found))):
                return found
    return None


def survey_doubt(grids: Sequence[Grid]) -> str:
    """What keeps a file that looks like a survey from being read as one, and what to call its columns; else ""."""
    rows = ((grid, row) for grid in grids for row in range(len(grid.top[:TOP_ROWS])))
    return next(filter(None, (_doubt(grid, row) for grid, row in rows)), "")


def _doubt(grid: Grid, row: int) -> str:
    layout, cells = RECORD_LAYOUTS[SURVEY], grid.top[row]
    header, known = _header(grid, row, layout), layout.positions(cells)
    asked = [cell for cell in cells if cell.rstrip().endswith("?")]
    if _is_survey(cells) and (others := _of_others(header)):
        return (
            "It looks like a survey with a column for each question, but registers have such columns too: "
            f"{_named(others)}. Give these questions other headers, or load the file as «{SURVEY}» (on the command "
            f"line: --layout {SURVEY})."
        )
    if _is_survey(cells) and (twice := _twice(header)):
        return (
            "It looks like a survey with a column for each question, but several columns say the same: "
            f"{_named(twice)}. Keep one of them; if one is a question, give it another header."
        )
    if header.titles and not _is_survey(cells) and (marks := [cell for cell in cells if _is_one_of(cell, _WEAK)]):
        return (
            "It looks like a survey with a column for each question, or like a register: both have a column "
            f"{_named(marks[:1])}, and no header asks anything. If it is a survey, end its questions with «?», or load "
            f"the file as «{SURVEY}» (on the command line: --layout {SURVEY})."
        )
    if asked and len(known) + len(asked) > 1 and not _is_survey(cells):
        told = [asked[0], *(cells[known[name]] for name in _RESPONDENT_FIELDS if name in known)]
        return (
            f"It looks like a survey with a column for each question ({_named(told)}), but no column says which "
            "questionnaire a row is: call the column with its number «№ анкеты», or the one with the moment of the "
            "answer «Отметка времени»."
        )
    return ""


def _named(headers: Sequence[str]) -> str:
    return ", ".join(f"«{header[:60]}»" for header in headers)


def _is_survey(cells: Sequence[str]) -> bool:
    """Whether a header says that rows are questionnaires, or may say it and another one asks something."""
    if any(_is_one_of(cell, _MARKS) for cell in cells):
        return True
    about = RECORD_LAYOUTS[SURVEY].positions(cells)
    asks = any("?" in cell or _OPTION.search(cell) for cell in cells) or "age" in about or "sex" in about
    return asks and any(_is_one_of(cell, _WEAK) for cell in cells)


def _is_one_of(cell: str, headers: frozenset[str]) -> bool:
    return bool(cell) and normal_header(cell) in headers


@cache
def _elsewhere() -> frozenset[str]:
    """Headers of every other layout: a column so called may be anything."""
    names = [name for layout in LAYOUTS.values() for column in layout.columns.values() for name in column.names]
    others = (layout for layout in RECORD_LAYOUTS.values() if layout.name != SURVEY)
    names += [name for layout in others for headers in layout.fields.values() for name in headers]
    return frozenset(map(normal_header, names))


def _of_others(header: SurveyHeader) -> list[str]:
    """Questions that may be anything. What is a second number, moment or age of a respondent is told by `_twice`."""
    return [title for title in header.titles.values() if _is_one_of(title, _elsewhere() - _OWN)]


def _twice(header: SurveyHeader) -> list[str]:
    """Columns that say of a respondent what another column says; empty where there are none such."""
    for name, told in header.details.items():
        own = frozenset(map(normal_header, RECORD_LAYOUTS[SURVEY].fields[name]))
        if again := [title for title in header.titles.values() if _is_one_of(title, own)]:
            return [told, *again]
    return []


def _header(grid: Grid, row: int, layout: RecordLayout) -> SurveyHeader:
    cells = grid.top[row]
    fields = layout.positions(cells)
    below = grid.top[row + 1] if row + 1 < len(grid.top) else []
    two = _in_two_rows(cells, below, fields)
    if two:
        fields = {name: place for name, place in fields.items() if not _is_split(place, cells, below)}
    skipped, titles, unread = set(map(normal_header, layout.skip)), {}, []
    for place, title in enumerate(_joined(cells, below) if two else cells):
        if place in fields.values() or not title:
            continue
        if normal_header(title) in skipped or asks_for_details(title):
            unread.append(title)
        else:
            titles[f"{QUESTION}{place + 1}"] = title
    titles = _apart(titles)
    positions = fields | {name: int(name.removeprefix(QUESTION)) - 1 for name in titles}
    details = {name: cells[place] for name, place in fields.items()}
    return SurveyHeader(row + two, positions, titles, details, tuple(unread))


def _in_two_rows(cells: Sequence[str], below: Sequence[str], fields: Mapping[str, int]) -> bool:
    """Whether options stand in a row of their own under the questions: under a field nothing, «Response» or its options
    side by side, and elsewhere «Response», or options under columns without a header.
    """
    details = [place for place in fields.values() if place < len(below) and below[place]]
    if not any(below) or any(not _is_answer(below[at]) and not _is_split(at, cells, below) for at in details):
        return False
    under = [cell for place, cell in enumerate(below) if cell and not (place < len(cells) and cells[place])]
    answers = {cell.strip().casefold() for cell in below if cell}
    return bool(under) or bool(answers & (_ANSWERS - _SAID_BY_PEOPLE)) or answers <= _ANSWERS


def _is_answer(cell: str) -> bool:
    return cell.strip().casefold() in _ANSWERS


def _is_split(place: int, cells: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the options of a column stand side by side: one under its header, the next one under no header."""
    option, beside = below[place : place + 1], below[place + 1 : place + 2]
    return any(option) and not _is_answer(option[0]) and any(beside) and not any(cells[place + 1 : place + 2])


def _joined(cells: Sequence[str], below: Sequence[str]) -> list[str]:
    """«Question [option]» for each column of two rows of headers."""
    found, last = [], ""
    for place in range(max(len(cells), len(below))):
        last = cells[place] if place < len(cells) and cells[place] else last
        option = below[place] if place < len(below) else ""
        plain = not option or _is_answer(option)
        found.append(last if plain else f"{last} [{option}]")
    return found


def _apart(titles: Mapping[str, str]) -> dict[str, str]:
    """Questions of the same words get numbers: nobody knows that they are one."""
    met: dict[str, int] = {}
    found = {}
    for name, title in titles.items():
        plain = re.sub(r"\s+", " ", title).strip()
        again = met[normal_header(plain)] = met.get(normal_header(plain), 0) + 1
        found[name] = plain if again == 1 else f"{plain} ({again})"
    return found
