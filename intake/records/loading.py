"""One file without cases: read, shaped into records, merged by natural key."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from intake.merge import Merged
from intake.records import poll_answers, polls, survey_columns, volumes
from intake.records.hidden import hide_earlier
from intake.records.listed import name_listed
from intake.records.merging import Staging
from intake.records.reading import read_chunk
from intake.records.recognition import RecordFile, Table
from intake.records.setting import Setting
from intake.records.survey_checks import check_dates
from intake.records.survey_header import SURVEY
from intake.records.survey_plan import plan_of
from intake.report import FileRefused, ImportReport

Shape = Callable[[pd.DataFrame, Setting], volumes.Frames]
SHAPES: Mapping[str, Shape] = {
    "volumes": volumes.volumes,
    "ratings": volumes.ratings,
    "pages": volumes.pages,
    "callbacks": volumes.callbacks,
    "annotations": volumes.annotations,
    "poll_results": polls.poll_results,
    "poll_answers": poll_answers.poll_answers,
    SURVEY: survey_columns.survey_columns,
    "resident_groups": poll_answers.resident_groups,
    "discussions": polls.discussions,
    "polis_summary": polls.polis_summary,
    "polis_comments": polls.polis_comments,
    "polis_votes": polls.polis_votes,
}


def load_records(
    file: RecordFile, setting: Setting, report: ImportReport, progress: Callable[[int, int | None], None] | None
) -> Merged:
    """Load all tables of the file inside the caller's transaction; fills the report's `read`.

    Raises FileRefused when there is not one row.
    """
    whole = file.layout.rows == SURVEY
    if whole:  # a column says what it asks only when all of it is known
        setting.remarks.sheet = file.tables[0].grid.sheet
        check_dates(setting.name, file.tables[0])
        setting.survey = plan_of(file, setting.name, setting.connection, setting.remarks)
    staging = Staging(setting.connection, report.batch or 0, whole)
    for table in file.tables:
        _stage(table, file, setting, staging, report, progress)
    if report.read == 0:
        raise FileRefused(f"{file.path.name}: there is a header and not one row below it. Export the file again.")
    hide_earlier(setting.connection, staging.names)
    named = name_listed(setting.connection, staging.names, setting.lookup, setting.listed, report.batch or 0)
    return replace(staging.merge(setting.cleared), named=named)


def _stage(
    table: Table,
    file: RecordFile,
    setting: Setting,
    staging: Staging,
    report: ImportReport,
    progress: Callable[[int, int | None], None] | None,
) -> None:
    remarks, shape = setting.remarks, SHAPES[file.layout.rows]
    remarks.sheet, remarks.headers = table.grid.sheet, table.headers
    zone = setting.lookup.zones[setting.lookup.region]
    table.grid.check_merged(table.header, table.positions)
    for raw in table.grid.chunks(table.header, table.positions):
        rows = read_chunk(raw, zone, remarks)
        broken = raw.attrs.get("broken", [])
        remarks.reject_broken(broken)
        report.read += len(rows) + len(broken)
        if len(rows):
            staging.add(rows, shape(rows, setting))
        if progress:
            progress(report.read, table.grid.total_rows())
