"""What holds for any file: it is refused in words and nothing changed, or all of its rows are accounted for."""

import tempfile
from pathlib import Path

from sqlalchemy import Engine, func, literal, select, union_all

from intake.clerk import workbook
from intake.load import load_file
from intake.report import FileRefused, ImportReport
from store.record_tables import WHOLE_STORE
from tests.fuzz.spoilt import Spoilt
from tests.intake.small_files import NOW


def check(engine: Engine, file: Spoilt, dry_run: bool = False) -> ImportReport | None:
    """The report; None when the file was refused. Every other error, and every row that is lost, is a fault.

    `dry_run`: what the store holds is not looked at, which is quicker.
    """
    before = row_counts(engine) if not dry_run else {}
    try:
        report = loaded(engine, file, dry_run)
    except FileRefused as refused:
        message = str(refused)
        assert message.startswith(file.name), message
        assert "\n" not in message and len(message) < 1500, message
        assert dry_run or row_counts(engine) == before, "a refused file left something behind"
        return None
    assert report.adds_up(), report
    assert report.rejected == report.rejected_by_reason.total(), report
    assert file.rows in (None, report.read), f"{report.layout}: {file.rows} rows, {report.read} read"
    assert workbook(report).startswith(b"PK")
    return report


def loaded(engine: Engine, file: Spoilt, dry_run: bool = False) -> ImportReport:
    """Load it at the time of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file.name
        path.write_bytes(file.content)
        return load_file(path, engine=engine, now=NOW, dry_run=dry_run)


def row_counts(engine: Engine) -> dict[str, int]:
    """Rows of every table of the store."""
    tables = WHOLE_STORE.sorted_tables
    question = union_all(
        *(select(literal(t.name), select(func.count()).select_from(t).scalar_subquery()) for t in tables)
    )
    with engine.connect() as connection:
        return {str(name): int(count) for name, count in connection.execute(question)}
