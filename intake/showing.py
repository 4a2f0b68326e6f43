"""Import reports and the list of layouts in plain words, for the terminal."""

from intake.recognition import case_layouts
from intake.records import RECORD_LAYOUTS
from intake.reference import LOADING_ORDER
from intake.report import Finding, ImportReport

NAMES_SHOWN = 10
REASONS = {
    "no_key": "without a number",
    "rounded_key": "with a number that Excel spoilt (6.67E+09): export the file again",
    "no_filing_date": "without a readable filing date",
    "future_filing_date": "filed more than a day in the future",
    "duplicate_key_in_file": "number comes again further down (the last row counts)",
    "wrong_cell_count": "more or fewer cells than the header",
    "no_date": "without a readable day",
    "future_day": "of a day more than a day from now",
    "no_count": "without a readable number",
    "no_channel": "without a channel",
    "no_name": "without a name",
    "no_rating": "without any rating",
    "no_address": "without the address of the page",
    "no_answer": "without any answer",
    "no_number": "one of several answers to a question, without the number of the questionnaire",
    "no_respondent": "with neither a number of the questionnaire nor a readable moment of the answer",
}
WARNINGS = {
    "unknown_status": "unknown status, kept as written",
    "unknown_outcome": "unknown result, kept as written",
    "unknown_importance": "unknown importance",
    "unmapped_district": "without a known municipality",
    "unmapped_agency": "organisation not in the lookup",
    "unmapped_topic": "topic not in the lookup",
    "closed_before_filed": "closed before filed: the closing date was dropped",
    "response_before_filed": "answered before filed: the date of the reply was dropped",
    "future_date": "date more than a day in the future: dropped",
    "day_first_assumed": "date with slashes of which nothing tells the order: read with the day first",
    "coordinates_outside": "coordinates outside the region: dropped",
    "closed_while_open": "closing date of a case whose status says it is open: dropped",
    "overdue_flag_contradicts": "the file's own «overdue» contradicts its dates",
    "bad_date": "unreadable date",
    "bad_number": "unreadable number",
    "bad_duration": "unreadable duration",
    "bad_flag": "neither yes nor no",
    "bad_rating": "rating that is not 1 to 5",
    "no_region": "no region is loaded yet: load its boundaries, then this file again",
    "unknown_channel": "unknown channel, kept as written",
    "unknown_network": "unknown network, told by the address",
    "unknown_kind": "unknown kind",
    "unknown_question": "unknown kind of question, taken for one answer of several",
    "sheet_not_read": "sheet not read: save it as a file of its own, or name its layout with --layout",
    "poll_of_file": "poll called like the file, for no column names it",
    "not_read": "column of names, addresses or of the system: not read",
    "no_answers_in_column": "column without any answer: not read",
    "taken_about": "column taken for a detail of the respondent or the poll",
    "taken_single": "column taken for a question with one answer",
    "taken_multiple": "column taken for a question with several answers",
    "taken_scale": "column taken for a scale",
    "taken_text": "column taken for written answers",
}
# What the columns of a survey were taken for: told column by column, not only counted.
COLUMNS = (
    "taken_about",
    "taken_single",
    "taken_multiple",
    "taken_scale",
    "taken_text",
    "not_read",
    "no_answers_in_column",
)
REFERENCE_TITLES = {
    "districts": "boundaries of municipalities: GeoJSON, GeoPackage, Shapefile",
    "population": "population by municipality: CSV, XLSX",
    "agencies": "organisations and their municipalities: CSV, XLSX",
    "topics": "topics in three levels: CSV, XLSX",
    "reforms": "municipalities that a reform renamed, joined or ended: CSV, XLSX",
}


def report_lines(report: ImportReport) -> list[str]:
    """One report as lines of text."""
    lines = [
        f"{report.file}: {report.layout}, {_rows(report.read)} read"
        f"{', dry run: nothing was kept' if report.dry_run else f', import {report.batch}' if report.batch else ''}",
        f"  new {report.new}, updated {report.updated}, unchanged {report.unchanged}, rejected {report.rejected}"
        f"  ({report.seconds:.1f} s)",
    ]
    lines += [
        f"  rejected {n:>7}  {REASONS.get(kind, kind)} [{kind}]" for kind, n in report.rejected_by_reason.most_common()
    ]
    lines += [
        f"  warning  {n:>7}  {WARNINGS.get(kind, kind)} [{kind}]"
        for kind, n in report.warnings_by_kind.most_common()
        if kind not in COLUMNS
    ]
    lines += [f"  {WARNINGS[one.kind]}: {_column(one)}" for one in report.findings if one.kind in COLUMNS]
    for kind, names in report.unmapped.items():
        for name, count in names.most_common(NAMES_SHOWN):
            lines.append(f"  unmapped {kind:<8} {count:>7}  {name}")
        if len(names) > NAMES_SHOWN:
            lines.append(
                f"  unmapped {kind:<8}          … and {len(names) - NAMES_SHOWN} more names (see --format json)"
            )
    if report.guess:
        lines.append("  the format of this layout is not public: its headers are a guess")
    if report.cannot_answer:
        lines.append(f"  this layout says nothing about: {', '.join(report.cannot_answer)}")
    return lines


def _column(finding: Finding) -> str:
    """«Чем ездите?» («;»: Автобус · Такси)."""
    return f"{finding.column or '–'}{f' ({finding.value})' if finding.value else ''}"


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def layouts_table() -> str:
    """All layouts: name, what it is, what it cannot answer."""
    lines = []
    for name in LOADING_ORDER:
        lines.append(f"{name:<20} {REFERENCE_TITLES[name]}")
    for counted in RECORD_LAYOUTS.values():
        lines.append(f"{counted.name:<20} {counted.title}{_guess(counted.guess)}")
    for layout in case_layouts().values():
        lines.append(f"{layout.name:<20} {layout.title}{_guess(layout.guess)}")
        if layout.cannot_answer:
            lines.append(f"{'':<20}   says nothing about: {', '.join(layout.cannot_answer)}")
    return "\n".join(lines)


def _guess(guess: bool) -> str:
    return " [a guess: the format is not public]" if guess else ""
