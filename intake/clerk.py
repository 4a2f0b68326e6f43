"""The import report as a workbook for the clerk: what was read, what was refused and why, what to fix at the source."""

import io
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter

from intake.remarks import NEW_WORDS, PLACES_PER_KIND
from intake.report import ImportReport

LANGUAGES = ("ru", "en")
LISTS = ("district", "agency", "topic")
WIDTHS = (44, 18, 60, 22, 18, 12, 30, 40)
Row = Sequence[Any]


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("clerk.toml").read_text(encoding="utf-8"))


def known_kinds() -> frozenset[str]:
    """The reasons and warnings that have words and a cure."""
    return frozenset(_words()["kinds"])


def workbook(report: ImportReport, language: str = "ru") -> bytes:
    """An xlsx file: summary, what to fix, rows, unknown names, new words (the last three where there are any).

    Everything is written as text or number: a value of the file that looks like a formula stays text. Raises ValueError
    for another language than `LANGUAGES`.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no words for the language {language!r}: choose one of {', '.join(LANGUAGES)}")
    titles, heads = _words()["words"][language], _words()["columns"][language]
    sheets = [
        (titles[0], (), list(_summary(report, language))),
        (titles[1], (heads[0], heads[1], heads[2], heads[3]), list(_fixes(report, language))),
        (titles[2], (heads[4], heads[3], *heads[5:9]), list(_places(report, language))),
        (titles[3], (heads[9], heads[10], heads[11]), list(_names(report, language))),
        (titles[4], (heads[4], heads[7], heads[8], heads[11]), list(_new_words(report, language))),
    ]
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(buffer, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        for title, header, rows in sheets[:2] + [sheet for sheet in sheets[2:] if sheet[2]]:
            page = book.add_worksheet(title[:31])
            for place, head in enumerate(header):
                page.write_string(0, place, head, bold)
            if header:
                page.freeze_panes(1, 0)
                page.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
            _write(page, rows, start=1 if header else 0)
            for place, width in enumerate(WIDTHS[: max(len(header), 2)]):
                page.set_column(place, place, width)
    return buffer.getvalue()


def _write(page: Any, rows: Sequence[Row], start: int) -> None:
    for at, row in enumerate(rows, start):
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(at, place, value)
            elif value is not None:
                page.write_string(at, place, str(value))


def _summary(report: ImportReport, language: str) -> Iterator[Row]:
    names = _words()["summary"][language]
    values = (report.file, report.layout, report.batch, report.read, report.new, report.updated, report.unchanged)
    yield from zip(names, (*values, report.rejected), strict=False)
    if report.guess:
        yield (names[8],)
    if report.cannot_answer:
        yield names[9], ", ".join(report.cannot_answer)
    if any(n > PLACES_PER_KIND for n in (report.rejected_by_reason + report.warnings_by_kind).values()):
        yield (names[10],)
    if report.dry_run:
        yield (names[11],)


def _fixes(report: ImportReport, language: str) -> Iterator[Row]:
    """The most frequent first; rejected rows before warnings."""
    levels = _words()["levels"][language]
    for level, counted in zip(levels, (report.rejected_by_reason, report.warnings_by_kind), strict=True):
        for kind, n in counted.most_common():
            name, cure = _kind(kind, language)
            yield name, n, cure, level


def _places(report: ImportReport, language: str) -> Iterator[Row]:
    levels = dict(zip(("rejected", "warning"), _words()["levels"][language], strict=True))
    for one in report.findings:
        yield _kind(one.kind, language)[0], levels[one.level], one.sheet, one.row, one.column, one.value


def _names(report: ImportReport, language: str) -> Iterator[Row]:
    lists = dict(zip(LISTS, _words()["lists"][language], strict=True))
    for kind, names in report.unmapped.items():
        for name, n in names.most_common():
            yield lists.get(kind, kind), name, n


def _new_words(report: ImportReport, language: str) -> Iterator[Row]:
    """Column, word and how many rows hold it: «Итог»: 37 rows with a new value."""
    for (kind, column, value), n in new_words(report).most_common():
        yield _kind(kind, language)[0], column, value, n


def new_words(report: ImportReport) -> Counter[tuple[str, str | None, str | None]]:
    """(kind, column, word) → rows, of the words that no vocabulary knows.

    Reports that do not count them, those of reference files, have them among their findings.
    """
    if report.new_words:
        return Counter(
            {
                (kind, column, word): n
                for kind, columns in report.new_words.items()
                for column, words in columns.items()
                for word, n in words.items()
            }
        )
    return Counter((one.kind, one.column, one.value) for one in report.findings if one.kind.startswith(NEW_WORDS))


def cure(kind: str, language: str) -> str:
    """What to do at the source about a reason or warning; empty where nobody wrote it."""
    return _kind(kind, language)[1]


def _kind(kind: str, language: str) -> tuple[str, str]:
    """What a kind is called, and its cure; the kind itself where nobody wrote words for it."""
    name, cure = _words()["kinds"].get(kind, {}).get(language, (kind, ""))
    return name, cure
