"""Whatever stands in a file: every row that was read is new, updated, unchanged or rejected, and the store agrees."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from intake.load import load_file
from tests.intake.small_files import NOW, call_row, cases_of, write_csv

odd_text = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12)
numbers = st.sampled_from(["1", "2", "3", "4", "", "-", "'"])
dates = (
    st.sampled_from(["10.01.2026 12:00:00", "31.02.2026", "", "2026-01-09", "46030.25", "10.01.2036", "-"]) | odd_text
)
words = st.sampled_from(["Сосновск", "Озёрский район", "Закрыто", "В работе", "Решено", "", "-"]) | odd_text
figures = st.sampled_from(["5", "57,5", "60.5", "0", "-1", "1e9", ""]) | odd_text
rows = st.lists(
    st.builds(
        lambda number, filed, closed, place, lat, lon, status, result, rating, text: call_row(
            number,
            **{"Дата и время звонка": filed, "Дата закрытия": closed, "Муниципалитет": place, "Широта": lat},
            Долгота=lon,
            Статус=status,
            Результат=result,
            Оценка=rating,
            Содержание=text,
        ),
        *(numbers, dates, dates, words, figures, figures, words, words, figures, odd_text),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows)
def test_every_row_is_accounted_for(duckdb_region: Engine, rows: list[dict[str, Any]]) -> None:
    before = set(cases_of(duckdb_region).index)
    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "calls.csv", rows)
        report = load_file(path, engine=duckdb_region, now=NOW)
        again = load_file(path, engine=duckdb_region, now=NOW)

    stored = set(cases_of(duckdb_region).index)
    assert report.adds_up()
    assert report.read == len(rows)
    assert report.rejected == report.rejected_by_reason.total()
    assert report.new == len(stored - before)
    assert (again.new, again.updated, again.unchanged) == (0, 0, report.new + report.updated + report.unchanged)
