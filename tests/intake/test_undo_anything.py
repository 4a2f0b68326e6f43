"""Any sequence of imports and undos of cases: what is taken back leaves the store exactly as it was before."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from intake.load import load_file
from intake.undo import undo_batch
from store.tables import case, case_event, case_link, case_text, undo_case, undo_event, undo_text
from tests.intake.small_files import NOW, call_row, pos_row, write_csv, write_grid

Step = tuple[str, list[tuple[int, int]]] | None  # what is loaded (kind, rows of number and version); None: undo
CARD = ["№ РК", "Дата рег.", "Рубрика", "Факт (РК)", "Сообщение ПОС №"]
rows = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=4)
steps = st.lists(st.none() | st.tuples(st.sampled_from(["calls", "messages", "cards"]), rows), min_size=2, max_size=7)


def written(folder: Path, kind: str, rows: list[tuple[int, int]]) -> Path:
    """A file of this kind. Versions differ in all that a later export may change: state, place, deadline, link."""
    if kind == "cards":
        cards = [[f"ОГ-{n}", "06.01.2026", "Ямы", ["", "12.01.2026"][v % 2], ["", "1", "2", "2"][v]] for n, v in rows]
        return write_grid(folder / "f.xlsx", [CARD, *cards])
    if kind == "messages":
        due = "Дата планируемого завершения работ"
        return write_csv(folder / "f.csv", [pos_row(str(n), **{due: f"{16 + v}.01.2026"}) for n, v in rows])
    return write_csv(folder / "f.csv", [call(n, v) for n, v in rows])


def call(number: int, version: int) -> dict[str, Any]:
    """Calls of one street tell of one event, of another street or an unknown place they do not."""
    places = [("Сосновск", "улица Лесная, 5"), ("Сосновск", "улица Полевая, 7"), ("Столица", "улица Лесная, 5")]
    place, address = places[version % 3]
    status = {"Статус": "В работе", "Результат": "", "Дата закрытия": ""} if version == 3 else {}
    return call_row(str(number), Муниципалитет=place, Адрес=address, Оценка=str(version or ""), **status)


def snapshot(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table of cases, and of what is kept for taking back."""
    tables = (case, case_text, case_event, case_link, undo_case, undo_text, undo_event)
    with engine.connect() as connection:
        return {t.name: sorted(str(tuple(row)) for row in connection.execute(select(t))) for t in tables}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_what_is_taken_back_leaves_what_was_there(duckdb_region: Engine, steps: list[Step]) -> None:
    before: list[tuple[int, dict[str, list[str]]]] = []  # each import that stands, and the store before it

    def undo() -> None:
        batch, then = before.pop()
        undo_batch(duckdb_region, batch, now=NOW)
        assert snapshot(duckdb_region) == then

    for step in steps:
        if step is not None:
            state = snapshot(duckdb_region)
            with tempfile.TemporaryDirectory() as folder:
                report = load_file(written(Path(folder), *step), engine=duckdb_region, now=NOW)
            if report.batch:
                before.append((report.batch, state))
        elif before:
            undo()
    while before:
        undo()
