"""Small files for the tests: a region of two municipalities written straight into the store, and rows of each layout.

The region's clock is UTC+5 the whole year, so that 12:00 there is 07:00 in the store.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from sqlalchemy import Engine, insert, select

from intake.names.normal import normalise
from intake.report import ImportReport
from store.dialects import read_frame
from store.tables import agency, agency_alias, case, case_event, case_text, district, district_alias, region, topic

NOW = datetime(2026, 3, 1, 12, 0)
DISTRICTS = {"99701000": ("Сосновск", "urban_okrug", 60.0), "99601000": ("Озёрский район", "municipal_raion", 61.0)}
AGENCIES = {
    "A1": ("Администрация города Сосновска", "municipality", "99701000"),
    "A2": ("Министерство здравоохранения", "region_body", None),
    "A3": ("Администрация Озёрского района", "municipality", "99601000"),
}
TOPICS = {"T1": ("Дороги", None, None), "T2": ("Дороги", "Ямы", None), "T3": ("Медицина", "Запись к врачу", None)}

POS_HEADER = [
    "Номер",
    "Номер ЕПГУ",
    "Источник",
    "Верхнеуровневый ЛКО",
    "Категория",
    "Подкатегория",
    "Факт",
    "Организация, в которую поступило сообщение",
    "Организация, в которой находится сообщение",
    "Дата поступления",
    "Дата планируемого завершения работ",
    "Дата фактического завершения работ",
    "Стадия",
    "Статус",
    "Просрочено",
    "Фаст-трек",
    "ФЗ",
    "Заявитель выбрал подачу по 59-ФЗ",
    "Тип решения",
    "Направлено по email в ФОИВ, не подключенный к ПОС",
    "Оценка ответа заявителем",
    "Повторное рассмотрение",
    "ФИО координатора",
    "ФИО исполнителя",
    "ФИО руководителя",
]
CALL_HEADER = [
    "Номер обращения",
    "Дата и время звонка",
    "Ожидание ответа, сек",
    "Тема",
    "Группа тем",
    "Муниципалитет",
    "Адрес",
    "Широта",
    "Долгота",
    "Ответственная организация",
    "Статус",
    "Результат",
    "Дата закрытия",
    "Содержание",
    "Оценка",
]


def pos_row(number: str = "327441806", **changes: Any) -> dict[str, Any]:
    """A message filed on 6 January 2026, due on the 16th, answered on the 7th, solved, rated 5. Changes by header."""
    values = [number, "6668478383", "EPGU", "Сосновская область", "Медицина", "Запись к врачу", "Запись к врачу"]
    values += [
        "Министерство здравоохранения",
        "Администрация города Сосновска",
        "06.01.2026",
        "16.01.2026",
        "07.01.2026",
    ]
    values += [
        "Завершено",
        "Отправлен ответ заявителю",
        "Нет",
        "Да",
        "Обычное сообщение",
        "Нет",
        "Решено",
        "-",
        "5",
        "-",
    ]
    values += ["Коорд Координатор Координатович", "Исполн Исполнитель", "Рук Руководитель"]
    return dict(zip(POS_HEADER, values, strict=True)) | changes


def call_row(number: str = "122-1", **changes: Any) -> dict[str, Any]:
    """A call of 10 January 2026 at 12:00 local time, answered after 30 s, closed on the 12th at 13:00."""
    values = [number, "10.01.2026 12:00:00", "30", "Ямы", "Дороги", "Сосновск", "улица Лесная, 5", "", ""]
    values += ["Администрация города Сосновска", "Закрыто", "Решено", "12.01.2026 13:00:00", "Яма на дороге.", "4"]
    return dict(zip(CALL_HEADER, values, strict=True)) | changes


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]], encoding: str = "utf-8-sig", mark: str = ";") -> Path:
    """Rows as CSV; the header is that of the first row."""
    frame = pd.DataFrame(list(rows))
    frame.to_csv(path, sep=mark, index=False, encoding=encoding)
    return path


def write_xlsx(path: Path, rows: Sequence[Mapping[str, Any]], sheet: str = "Sheet0") -> Path:
    """Rows as a workbook of one sheet; values keep their kind (text, number, date, timedelta)."""
    return write_grid(path, [list(rows[0]), *(list(row.values()) for row in rows)], sheet)


def write_grid(
    path: Path, grid: Sequence[Sequence[Any]], sheet: str = "Sheet0", merged: Sequence[tuple[int, int, int, int]] = ()
) -> Path:
    """Cells as they are; `merged`: ranges (first row, first column, last row, last column), counted from 0."""
    with xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "default_date_format": "dd.mm.yyyy hh:mm"}) as book:
        page = book.add_worksheet(sheet)
        duration = book.add_format({"num_format": "[h]:mm:ss"})
        for at, cells in enumerate(grid):
            for place, value in enumerate(cells):
                page.write(at, place, value, *([duration] if hasattr(value, "total_seconds") else []))
        for area in merged:
            page.merge_range(*area, grid[area[0]][area[1]])
    return path


def make_region(engine: Engine) -> None:
    """Сосновск and Озёрский район, three agencies, three topics; squares of one degree side by side."""
    with engine.begin() as connection:
        connection.execute(
            insert(region).values(
                id="99", name_ru="Сосновская область", country="RU", timezone="Asia/Yekaterinburg", is_home=True
            )
        )
        for id, (name, kind, west) in DISTRICTS.items():
            ring = [[west, 57], [west, 58], [west + 1, 58], [west + 1, 57], [west, 57]]
            shape = json.dumps({"type": "Polygon", "coordinates": [ring]})
            connection.execute(insert(district).values(id=id, region="99", name_ru=name, kind=kind, geometry=shape))
            alias = {"region": "99", "alias": normalise(name), "district_id": id, "origin": "boundaries"}
            connection.execute(insert(district_alias).values(alias))
        for id, (name, kind, home) in AGENCIES.items():
            connection.execute(insert(agency).values(id=id, region="99", name_ru=name, kind=kind, district_id=home))
            alias = {"region": "99", "alias": normalise(name), "agency_id": id, "origin": "lookup"}
            connection.execute(insert(agency_alias).values(alias))
        for id, (first, second, third) in TOPICS.items():
            connection.execute(insert(topic).values(id=id, level_1=first, level_2=second, level_3=third))


def cases_of(engine: Engine) -> pd.DataFrame:
    """All cases by id."""
    with engine.connect() as connection:
        return read_frame(connection, select(case).order_by(case.c.id)).set_index("id")


def case_of(engine: Engine, case_id: str) -> dict[str, Any]:
    """One case by column."""
    return dict(cases_of(engine).loc[case_id])


def texts_of(engine: Engine) -> pd.DataFrame:
    """All texts by case."""
    with engine.connect() as connection:
        return read_frame(connection, select(case_text).order_by(case_text.c.case_id)).set_index("case_id")


def events_of(engine: Engine, case_id: str) -> list[tuple[str, datetime]]:
    """(kind, moment) of one case's events in the order of time."""
    question = select(case_event.c.kind, case_event.c.at).where(case_event.c.case_id == case_id)
    with engine.connect() as connection:
        return [(row.kind, row.at) for row in connection.execute(question.order_by(case_event.c.at, case_event.c.kind))]


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    """read, new, updated, unchanged, rejected."""
    return report.read, report.new, report.updated, report.unchanged, report.rejected
