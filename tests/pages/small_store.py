"""A small invented region in a store: four municipalities, five agencies, six topics, three channels, 90 days.

Deterministic: the same cases every time. Ozyorsk has no boundary, Tikhy has no case; «Дороги» answer late; snow grows
in the last 30 days. The data time is 21 November 2026, 12:00 UTC.
"""

import json
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pyarrow as pa
from sqlalchemy import Engine, Table, insert, update

from store.dialects import append_rows
from store.tables import agency, case, case_event, case_text, channel, district, import_batch, region, topic
from store.words import index_everything

NOW = datetime(2026, 11, 21, 12)  # naive UTC, as in the store
DAYS = 90
ZONE = "Asia/Omsk"
TOWN, RIVER, QUIET, LAKE = "99701000", "99601000", "99602000", "99702000"
DISTRICTS = {
    TOWN: ("Город Светлый", "Svetly city", 400_000, (73.0, 55.0)),
    RIVER: ("Речной район", "Rechnoy district", 30_000, (74.0, 55.0)),
    QUIET: ("Тихий район", "Tikhy district", 9_000, (73.0, 56.0)),
    LAKE: ("Озёрск", "Ozyorsk", 60_000, None),
}
AGENCIES = {
    "roads": ("Управление дорог", "Roads Department", "region_body", None),
    "health": ("Министерство здравоохранения", "Ministry of Health", "region_body", None),
    "housing": ("Управляющая компания «Дом»", "Dom Housing Company", "utility", None),
    "svetly": ("Администрация города Светлого", "Svetly City Administration", "municipality", TOWN),
    "rechnoy": ("Администрация Речного района", "Rechnoy District Administration", "municipality", RIVER),
}
TOPICS = {
    "snow": ("Дороги", "Уборка снега", "Snow removal", "roads"),
    "pits": ("Дороги", "Ямы на дорогах", "Potholes", "roads"),
    "queue": ("Медицина", "Запись к врачу", "Doctor's appointments", "health"),
    "heat": ("ЖКХ", "Отопление", "Heating", "housing"),
    "waste": ("ЖКХ", "Вывоз мусора", "Waste collection", "svetly"),
    "yards": ("Благоустройство", "Дворы", "Yards", "rechnoy"),
}


def fill(engine: Engine, days: int = DAYS, daily: int = 8) -> None:
    """Put the region and its cases into an empty store."""
    cases = _cases(days, daily)
    with engine.begin() as connection:
        _places(connection)
        append_rows(connection, case, _arrow(case, cases))
        texts = [_text(row) for row in cases]
        append_rows(connection, case_text, _arrow(case_text, texts))
        events = [
            {"case_id": row["id"], "at": row["filed_at"], "kind": "filed", "precision": row["precision"]}
            for row in cases
        ]
        append_rows(connection, case_event, _arrow(case_event, events))
        index_everything(connection)
        for code in ("pos", "social", "call_122"):
            connection.execute(update(channel).where(channel.c.code == code).values(data_until=NOW))
        connection.execute(insert(import_batch).values(
            id=1, file="small.xlsx", sha256="0", layout="pos_2026", channel="pos", imported_at=NOW, data_until=NOW,
            read=len(cases), new=len(cases), updated=0, unchanged=0, rejected=0,
        ))  # fmt: skip


def _places(connection: Any) -> None:
    connection.execute(insert(region).values(
        id="99", name_ru="Озёрная область", name_en="Ozyornaya region", country="RU", timezone=ZONE, is_home=True
    ))  # fmt: skip
    connection.execute(insert(district), [
        {"id": key, "region": "99", "name_ru": ru, "name_official": ru, "name_en": en, "kind": "municipal_raion",
         "population": people, "population_year": 2026, "geometry": corner and json.dumps(_square(*corner))}
        for key, (ru, en, people, corner) in DISTRICTS.items()
    ])  # fmt: skip
    connection.execute(insert(agency), [
        {"id": key, "region": "99", "name_ru": ru, "short_ru": ru, "name_en": en, "kind": kind, "district_id": home}
        for key, (ru, en, kind, home) in AGENCIES.items()
    ])  # fmt: skip
    connection.execute(insert(topic), [
        {"id": key, "level_1": one, "level_2": two, "name_en": en, "severity": 3}
        for key, (one, two, en, _) in TOPICS.items()
    ])  # fmt: skip


def _square(west: float, south: float) -> dict[str, Any]:
    ring = [(west, south), (west, south + 1), (west + 1, south + 1), (west + 1, south), (west, south)]
    return {"type": "Polygon", "coordinates": [ring]}


def _cases(days: int, daily: int) -> list[dict[str, Any]]:
    random = Random(7)
    rows: list[dict[str, Any]] = []
    for back in range(days, 0, -1):
        start = NOW - timedelta(days=back)
        for _ in range(daily + random.randint(-2, 2) + (6 if back <= 30 else 0)):
            rows.append(_case(len(rows) + 1, start, back, random))
    return rows


def _case(n: int, start: datetime, back: int, random: Random) -> dict[str, Any]:
    code = random.choices(["pos", "social", "call_122"], [5, 4, 1])[0]
    theme = "snow" if back <= 30 and random.random() < 0.45 else random.choice(list(TOPICS))
    body = TOPICS[theme][3]
    by_day = code == "pos"
    filed = (start.replace(hour=18) if by_day else start) + timedelta(minutes=0 if by_day else random.randint(0, 1439))
    filed = min(filed, NOW - timedelta(hours=1))
    took = timedelta(days=random.randint(1, 9)) if by_day else timedelta(hours=random.randint(1, 60))
    took *= 3 if body == "roads" else 1
    closed = filed + took if filed + took < NOW and random.random() > 0.04 else None
    due = filed + timedelta(days=10) if by_day else filed + timedelta(hours=72)
    reply = filed + timedelta(minutes=random.randint(20, 400)) if not by_day else None
    where = random.choices([TOWN, RIVER, LAKE, None], [70, 15, 10, 5])[0]
    corner = DISTRICTS[where][3] if where else None
    spot = corner is not None and not by_day
    return {
        "id": f"{code}:{n}", "region": "99", "channel": code, "source_number": str(n), "filed_at": filed, "due_at": due,
        "first_due_at": due, "closed_at": closed, "decided_at": closed, "precision": "day" if by_day else "minute",
        "first_response_at": reply if reply and reply < NOW else None, "state": "answered" if closed else "in_progress",
        "status_source": "Отправлен ответ" if closed else "В работе",
        "outcome": random.choice(["solved", "explained"]) if closed else None,
        "topic_id": theme, "topic_source": TOPICS[theme][1], "agency_id": body, "agency_source": AGENCIES[body][0],
        "district_id": where, "district_source": DISTRICTS[where][0] if where else None,
        "lat": corner[1] + random.random() if corner and spot else None,
        "lon": corner[0] + random.random() if corner and spot else None,
        "place_precision": "point" if spot else "district" if where else "none",
        "rating": random.choices([5, 4, 3, 2, 1], [4, 2, 1, 1, 3 if body == "roads" else 1])[0]
        if closed and code != "call_122" and random.random() < 0.3 else None,
        "repeat_review": random.random() < 0.08 if by_day and closed else None,
        "response_seconds": int((reply - filed).total_seconds()) if reply and reply < NOW else None,
        "close_seconds": int(took.total_seconds()) if closed else None, "batch_id": 1,
    }  # fmt: skip


def _text(row: dict[str, Any]) -> dict[str, Any]:
    return {"case_id": row["id"], "text": f"Прошу помочь: {row['topic_source'].lower()}"}


def _arrow(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as Arrow, without the columns that no row has."""
    names = [column.name for column in table.columns if any(row.get(column.name) is not None for row in rows)]
    return pa.table({name: [row.get(name) for row in rows] for name in names})
