"""The tree of topics."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, insert, select

from intake.matching import Names
from intake.reference import recognise
from intake.report import FileRefused
from store.tables import case_link, region, topic, topic_alias
from tests.intake.reference.loading import counts, load
from tests.sample_cases import a_case, load_region
from tests.sample_cases import load as load_cases

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


def test_cases_of_a_topic_that_moves_are_linked_anew(store: Engine, tmp_path: Path) -> None:
    header = "Код;Уровень 1;Уровень 2;Уровень 3"
    load(store, _csv(tmp_path / "one.csv", "1;Дороги;Ямы;", "2;Дороги;Лужи;Глубокие лужи", header=header))
    same = {"district_id": "A", "address": "Город, улица Туескова, 48"}
    load_region(store, {"A": 1000})
    load_cases(store, [a_case(n, topic_id=str(n), **same) for n in (1, 2)])
    load(store, _csv(tmp_path / "two.csv", "1;Дороги;Ямы;", "2;Дороги;Ямы;Глубокие лужи", header=header))
    with store.connect() as connection:
        assert set(connection.execute(select(case_link.c.case_id)).scalars()) == {"pos:1", "pos:2"}


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


PRESETS = sorted(Path("taxonomies").glob("*.csv"))


def test_taxonomies_of_two_regions_stand_side_by_side_and_a_row_is_looked_up_in_its_own(store: Engine) -> None:
    """«Дороги» is a topic of both; «Холодно в квартире» only of the second."""
    with store.begin() as connection:
        for number, name in (("52", "Омская область"), ("25", "Приморский край")):
            values = {"id": number, "name_ru": name, "timezone": "Asia/Omsk", "is_home": number == "52"}
            connection.execute(insert(region).values(values))
    first, second = PRESETS
    assert [counts(load(store, path, region=id)) for path, id in ((first, "52"), (second, "25"))] == [
        (27, 27, 0, 0, 0),
        (26, 26, 0, 0, 0),
    ]
    assert counts(load(store, first, region="52")) == (27, 0, 0, 27, 0)
    with store.connect() as connection:
        names = Names.load(connection)
    asked = [pd.Series(["Дороги", "Дороги", "Прочее"]), pd.Series(["", "Уборка снега и наледи", "Холодно в квартире"])]
    assert names.topics(asked, "52").tolist() == ["P3", "P32", "S21"]
    assert names.topics(asked, "25").tolist() == ["S1", "S11", "S21"]
    assert names.suggest("уборка снега", "topic", "52", 1)[0].id == "P32"
    assert names.suggest("уборка снега", "topic", "25", 1)[0].id == "S11"


def test_the_same_codes_of_another_region_are_not_taken_over(store: Engine, tmp_path: Path) -> None:
    with store.begin() as connection:
        for id in ("52", "25"):
            connection.execute(insert(region).values(id=id, name_ru=id, timezone="Asia/Omsk", is_home=id == "52"))
    path = _csv(tmp_path / "topics.csv", *ROWS)
    load(store, path, region="52")
    report = load(store, path, region="25")
    assert (report.new, report.warnings_by_kind) == (3, {"codes_taken": 1})
    assert len(_topics(store)) == 6


def test_parents_are_levels_and_a_parent_that_is_missing_rejects_the_row(store: Engine, tmp_path: Path) -> None:
    rows = ("1;Дороги;;", "2;Ямы;1;", "3;Большие ямы;2;", "4;Огромные;3;", "5;Лампы;9;", "6;Круг;7;", "7;Вокруг;6;")
    path = _csv(tmp_path / "topics.csv", *rows, header="Код;Тема;Родитель;Общая группа")
    report = load(store, path)
    assert (report.new, report.rejected_by_reason) == (3, {"too_deep": 3, "no_parent": 1})
    row = _topics(store)["3"]
    assert (row["level_1"], row["level_2"], row["level_3"]) == ("Дороги", "Ямы", "Большие ямы")
