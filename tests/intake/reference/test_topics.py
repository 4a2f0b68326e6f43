"""The tree of topics."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from intake.reference import recognise
from intake.report import FileRefused
from store.tables import topic, topic_alias
from tests.intake.reference.loading import counts, load

HEADER = "Код;Уровень 1;Уровень 2;Уровень 3;Общая группа;Тяжесть (1–5);Название (англ.);Варианты"
ROWS = (
    "T1;Дороги;;;Дороги и транспорт;3;Roads;",
    "T1.1;Дороги;Содержание дорог;;Дороги и транспорт;3;Road upkeep;",
    "T1.1.1;Дороги;Содержание дорог;Снег и наледь;Дороги и транспорт;4;Snow and ice;"
    "Уборка дорог от снега и наледи|Гололёд",
)


def _csv(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8-sig")
    return path


def _topics(store: Engine) -> dict[str, dict[str, Any]]:
    with store.connect() as connection:
        return {row["id"]: dict(row) for row in connection.execute(select(topic)).mappings()}


def test_three_levels_severity_and_names_are_loaded_once(store: Engine, tmp_path: Path) -> None:
    path = _csv(tmp_path / "topics.csv", *ROWS)
    assert recognise(path) == "topics"
    assert counts(load(store, path)) == (3, 3, 0, 0, 0)
    assert counts(load(store, path)) == (3, 0, 0, 3, 0)
    row = _topics(store)["T1.1.1"]
    assert (row["level_3"], row["severity"], row["common_group"]) == ("Снег и наледь", 4, "Дороги и транспорт")
    with store.connect() as connection:
        aliases = set(
            connection.execute(select(topic_alias.c.alias).where(topic_alias.c.topic_id == "T1.1.1")).scalars()
        )
    assert aliases == {"snow and ice", "уборка дорог от снега и наледи", "гололед"}


def test_a_plain_list_gets_made_ids_and_the_groups_it_implies(store: Engine, tmp_path: Path) -> None:
    path = _csv(tmp_path / "plain.csv", "ЖКХ;Отопление", "ЖКХ;Лифты", "Дороги;Ямы", header="Группа тем;Тема")
    assert recognise(path) == "topics"
    assert counts(load(store, path)) == (3, 3, 0, 0, 0)
    assert counts(load(store, path)) == (3, 0, 0, 3, 0)
    levels = {(row["level_1"], row["level_2"]) for row in _topics(store).values()}
    assert levels == {("ЖКХ", None), ("ЖКХ", "Отопление"), ("ЖКХ", "Лифты"), ("Дороги", None), ("Дороги", "Ямы")}


def test_a_severity_out_of_range_is_a_warning_and_repeats_are_rejected(store: Engine, tmp_path: Path) -> None:
    rows = ("T1;Дороги;;;;7;;", "T1;Парки;;;;2;;", "T2;дороги;;;;2;;", "T3;;;;;2;;")
    report = load(store, _csv(tmp_path / "odd.csv", *rows))
    assert counts(report) == (4, 1, 0, 0, 3)
    assert report.rejected_by_reason == {"duplicate_id": 2, "no_name": 1}
    assert report.warnings_by_kind == {"unknown_severity": 1}
    assert _topics(store)["T1"]["severity"] is None


def test_codes_that_another_taxonomy_uses_are_not_taken_over(store: Engine, tmp_path: Path) -> None:
    header = "Код;Группа тем;Тема"
    load(store, _csv(tmp_path / "one.csv", "1;ЖКХ;Отопление", "2;ЖКХ;Лифты", "3;Дороги;Ямы", header=header))
    other = _csv(tmp_path / "two.csv", "1;Связь;Интернет", "2;Связь;Почта", "3;Спорт;Стадионы", header=header)
    report = load(store, other)
    assert (report.new, dict(report.warnings_by_kind)) == (3, {"codes_taken": 1})
    assert counts(load(store, other)) == (3, 0, 0, 3, 0)
    assert _topics(store)["1"]["level_2"] == "Отопление"
    renamed = _csv(tmp_path / "three.csv", "1;ЖКХ;Тепло", "2;ЖКХ;Лифты", "3;Дороги;Ямы", header=header)
    assert counts(load(store, renamed)) == (3, 0, 1, 2, 0)
    assert _topics(store)["1"]["level_2"] == "Тепло"


def test_lists_in_json_are_read_as_severities_or_groups(store: Engine, tmp_path: Path) -> None:
    severities = tmp_path / "severity.json"
    severities.write_text(json.dumps({"Ямы": 4, "Парки": 1}, ensure_ascii=False))
    assert recognise(severities) == "topics"
    assert counts(load(store, severities)) == (2, 2, 0, 0, 0)
    groups = tmp_path / "groups.json"
    groups.write_text(json.dumps({"★ Ямы во дворах": "Благоустройство"}, ensure_ascii=False))
    assert recognise(groups) is None
    assert counts(load(store, groups, "topics")) == (1, 1, 0, 0, 0)
    with pytest.raises(FileRefused, match="one object"):
        severities.write_text("[1, 2]")
        load(store, severities, "topics")


def test_the_taxonomies_of_two_regions_stand_side_by_side(store: Engine, real_data: Path) -> None:
    taxonomies = real_data / "taxonomies"
    assert load(store, taxonomies / "omsk_topics.json").new == 344
    assert load(store, taxonomies / "perm_topic_to_group.json", "topics").new == 195
    assert load(store, taxonomies / "omsk_topics.json").unchanged == 344
