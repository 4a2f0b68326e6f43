"""Which files are taken for reference files."""

import json
from pathlib import Path

import pytest

from intake.reference import recognise
from tests.intake.reference.loading import feature, write_geojson

CASES = {
    "receptions.csv": "№ приёма;Дата приёма;Вид приёма;Организация;Муниципалитет;Тема;Группа тем;Вопрос;Результат;Срок",
    "details.csv": "Муниципалитет;Дата создания;Группа тем;Тема;Причина закрытия;Урл блога",
    "hackathon.csv": "Олицетворение;Группа тем;Тема;Исполнитель;Текст инцидента",
    "calls.csv": "Номер обращения;Дата и время звонка;Тема;Группа тем;Муниципалитет;Адрес;Статус",
    "pos.csv": "Номер;Номер ЕПГУ;Источник;Категория;Подкатегория;Факт;Дата поступления;Стадия;Статус;Просрочено",
    "counts.csv": "municipality,incidents,distinct_themes",
}


@pytest.mark.parametrize("name", CASES)
def test_registers_of_cases_are_left_to_others(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(CASES[name] + "\n1;2;3\n", encoding="utf-8-sig")
    assert recognise(path) is None


def test_points_and_lists_of_requests_are_no_boundaries(tmp_path: Path) -> None:
    point = feature({"type": "Point", "coordinates": [73, 54]}, name="Омск", oktmo="52701000")
    assert recognise(write_geojson(tmp_path / "points.geojson", [point])) is None
    requests = tmp_path / "open311.json"
    requests.write_text(json.dumps([{"service_request_id": "1", "status": "open"}]))
    assert recognise(requests) is None


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.json", "a.geojson", "a.zip", "a.pdf", "a"])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"\x00\xff\xfe\x01" * 50, b"PK\x03\x04broken", b'{"a": [', b'"'])
def test_no_file_makes_recognition_fail(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert recognise(path) is None


def test_real_files_that_are_not_about_the_region_are_left_alone(real_data: Path) -> None:
    for name in (
        "incident_management/omsk_2025_12.xlsx",
        "open311/koeln_sagsuns_2016.json",
        "social/spb_messages.geojson",
    ):
        assert recognise(real_data / name) is None
    for path in (real_data / "appeals").iterdir():
        assert recognise(path) is None
