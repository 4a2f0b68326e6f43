"""What must never be in the store, looked for in the bytes of its file."""

import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from intake import applicants
from intake.load import load_file
from store.engine import open_store, store_file
from tests.intake.small_files import NOW, make_region, pos_row, write_grid, write_xlsx
from tests.intake.test_case_layouts import incident_row

PLANTED = [
    *(
        "Петушков Пётр Петрович",
        "Горемыкин",
        "Зябликова",
        "Фамильцева",
        "89001112233",
        "+7 900 111-22-44",
        "900 111 22 55",
    ),
    *("zyablikova@mail.ru", "ivan.goremykin", "id777888999", "112-233-445 95", "2202 2001 1234 5678", "Анфиса"),
]


def everything_planted(folder: Path) -> list[Path]:
    """Files with names, phones and addresses wherever a file may have them."""
    officials = {
        "ФИО координатора": "Петушков Пётр Петрович",
        "ФИО исполнителя": "Горемыкин И.",
        "ФИО руководителя": "Фамильцева",
    }
    incident = incident_row(
        717475,
        **{
            "Текст инцидента": "'Меня зовут Анфиса Зябликова, тел. 89001112233, второй 8 900 111 22 55, "
            "почта zyablikova@mail.ru, СНИЛС 112-233-445 95, карта 2202 2001 1234 5678",
            "Общий текст первого ответа": "'[id777888999|Анфиса], ответили по телефону +7 900 111-22-44",
            "URL автора": "https://vk.com/ivan.goremykin",
            "Урл поста": "https://vk.com/ivan.goremykin?w=wall777888999_1",
            "Урл блога": "https://vk.com/id777888999",
            "Примечание": "Звонил Горемыкин 89001112233",
        },
    )
    card_header = ["№ РК", "Дата рег.", "Содержание", "Корр./Подписал", "Рубрика", "Факт (РК)"]
    card = ["ОГ-1", "06.01.2026", "Прошу помочь, 89001112233", "Зябликова Анфиса Ивановна", "Ямы", ""]
    return [
        write_xlsx(folder / "pos.xlsx", [pos_row(**officials)]),
        write_xlsx(folder / "incidents.xlsx", [incident], "Лист1"),
        write_grid(folder / "registry.xlsx", [card_header, card]),
    ]


def test_names_phones_and_profiles_are_nowhere_in_the_store_file(duckdb_url: str, tmp_path: Path) -> None:
    engine = open_store(duckdb_url)
    make_region(engine)
    reports = [load_file(path, engine=engine, now=NOW) for path in everything_planted(tmp_path)]
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        connection.commit()
    engine.dispose()

    assert [report.new for report in reports] == [1, 1, 1]
    file = store_file(duckdb_url)
    assert file is not None
    content = b"".join(part.read_bytes() for part in file.parent.glob(file.name + "*") if part.is_file())
    assert "Сосновск".encode() in content  # the file is readable by this test
    assert [word for word in PLANTED if word.encode() in content] == []


def test_names_phones_and_profiles_are_in_no_table(region_store: Engine, tmp_path: Path) -> None:
    for path in everything_planted(tmp_path):
        load_file(path, engine=region_store, now=NOW)
    with region_store.connect() as connection:
        tables = ("case", "case_text", "case_event", "case_link", "import_batch", "import_issue")
        whole = "\n".join(str(connection.execute(text(f'SELECT * FROM "{name}"')).all()) for name in tables)
    assert "[телефон]" in whole
    assert [word for word in PLANTED if word in whole] == []


def test_one_applicant_has_one_key_however_the_name_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    names = pd.Series(["Иванов  И.И.", "ИВАНОВ И. И.", "Петров П.П.", None], dtype="str")
    keys = applicants.applicant_keys(names)
    assert keys[0] == keys[1] != keys[2]
    assert pd.isna(keys[3])
    monkeypatch.setenv("SVODKA_SALT", "another")
    assert applicants.applicant_keys(names)[0] != keys[0]


def test_the_salt_is_made_once_and_for_its_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SVODKA_SALT")
    monkeypatch.setattr(applicants, "SALT_FILE", tmp_path / "var" / "salt")
    salt = applicants.salt_bytes()
    assert applicants.salt_bytes() == salt == (tmp_path / "var" / "salt").read_bytes()
    assert len(salt) == 64
    assert stat.S_IMODE((tmp_path / "var" / "salt").stat().st_mode) == 0o600
