"""The lookup of organisations."""

from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import Engine, select

from intake.matching import Names
from intake.reference import recognise
from store.tables import agency, agency_alias
from tests.intake.reference.loading import counts, load

HEADER = (
    "Код;Организация;Краткое название;Название (англ.);Тип;Вышестоящая организация (Код);ОКТМО;Муниципалитет;"
    "Варианты названия"
)
ROWS = (
    "A1;Министерство транспорта Омской области;Минтранс;Ministry of Transport;орган власти региона;;;;",
    "A2;Администрация города Омска;;Omsk City Administration;администрация муниципалитета;;52701000;Омск;"
    "мэрия Омска|АГО",
    'A3;"МКУ ""Дорожник""";;;учреждение;A2;52701000;;',
)


def _csv(path: Path, *rows: str, header: str = HEADER) -> Path:
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8-sig")
    return path


def _agencies(store: Engine) -> dict[str, dict[str, Any]]:
    with store.connect() as connection:
        return {row["id"]: dict(row) for row in connection.execute(select(agency)).mappings()}


def test_the_tree_kinds_homes_and_english_names_are_loaded(omsk: Engine, tmp_path: Path) -> None:
    path = _csv(tmp_path / "agencies.csv", *ROWS)
    assert recognise(path) == "agencies"
    assert counts(load(omsk, path)) == (3, 3, 0, 0, 0)
    assert counts(load(omsk, path)) == (3, 0, 0, 3, 0)
    rows = _agencies(omsk)
    assert [rows[id]["kind"] for id in ("A1", "A2", "A3")] == ["region_body", "municipality", "institution"]
    assert (rows["A3"]["parent_id"], rows["A3"]["district_id"], rows["A1"]["district_id"]) == ("A2", "52701000", None)
    assert (rows["A1"]["short_ru"], rows["A2"]["name_en"]) == ("Минтранс", "Omsk City Administration")


def test_an_organisation_is_found_by_any_of_its_names(omsk: Engine, tmp_path: Path) -> None:
    load(omsk, _csv(tmp_path / "agencies.csv", *ROWS))
    with omsk.connect() as connection:
        names = Names.load(connection)
    found = {
        name: names.suggest(name, "agency", None)[0].id
        for name in ("Минтранс", "МЭРИЯ  ОМСКА", "Муниципальное казённое учреждение «Дорожник»")
    }
    assert found["МЭРИЯ  ОМСКА"] == "A2"
    assert found["Минтранс"] == "A1"


def test_a_removed_variant_is_forgotten_and_a_persons_alias_stays(omsk: Engine, tmp_path: Path) -> None:
    load(omsk, _csv(tmp_path / "agencies.csv", *ROWS))
    with omsk.begin() as connection:
        own = {"region": "52", "alias": "ген штаб", "agency_id": "A2", "origin": "person"}
        connection.execute(agency_alias.insert().values(**own))
    shorter = ROWS[1].replace("мэрия Омска|АГО", "АГО")
    assert counts(load(omsk, _csv(tmp_path / "again.csv", ROWS[0], shorter, ROWS[2]))) == (3, 0, 1, 2, 0)
    with omsk.connect() as connection:
        aliases = set(
            connection.execute(select(agency_alias.c.alias).where(agency_alias.c.agency_id == "A2")).scalars()
        )
    assert aliases == {"администрация города омска", "omsk city administration", "аго", "ген штаб"}


def test_without_codes_ids_are_made_of_names_and_parents_found_by_name(omsk: Engine, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Наименование", "Тип", "Вышестоящая организация", "Муниципалитет"])
    sheet.append(["Администрация Омска", "администрация", None, "г. Омск"])
    sheet.append(["ООО «Тепло»", "РСО", "Администрация  ОМСКА", "Омский р-н"])
    path = tmp_path / "lookup.xlsx"
    book.save(path)
    assert recognise(path) == "agencies"
    assert counts(load(omsk, path)) == (2, 2, 0, 0, 0)
    assert counts(load(omsk, path)) == (2, 0, 0, 2, 0)
    rows = {row["name_ru"]: row for row in _agencies(omsk).values()}
    assert rows["ООО «Тепло»"]["parent_id"] == rows["Администрация Омска"]["id"]
    assert rows["ООО «Тепло»"]["kind"] == "utility"
    assert (rows["Администрация Омска"]["district_id"], rows["ООО «Тепло»"]["district_id"]) == ("52701000", "52644000")


def test_what_is_not_known_is_kept_with_a_warning_and_repeats_are_rejected(omsk: Engine, tmp_path: Path) -> None:
    report = load(
        omsk,
        _csv(
            tmp_path / "odd.csv",
            "B1;Комитет;;;колхоз;Z9;;Тридевятый район;",
            "B1;Комитет второй;;;;;;;",
            "B2;;;;;;;;",
            "B3;Отдел;Комитет;;;;;;",
        ),
    )
    assert counts(report) == (4, 2, 0, 0, 2)
    assert report.rejected_by_reason == {"duplicate_id": 1, "no_name": 1}
    assert report.warnings_by_kind == {
        "unmapped_district": 1,
        "unknown_kind": 1,
        "unknown_parent": 1,
        "ambiguous_name": 1,
    }
    assert report.unmapped == {"district": {"Тридевятый район": 1}}
