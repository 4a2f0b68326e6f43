import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from components import coverage, loading
from components.words import speak
from intake import by_hand
from intake.batches import ONE_WRITER
from store.engine import open_store
from store.tables import case, district, import_batch
from tests.pages.data_seen import TABS, opened, texts

Dashboard = Callable[..., AppTest]
HEADERS = (
    "Номер обращения;Дата и время звонка;Тема;Группа тем;Муниципалитет;Ответственная организация;Статус;Результат;"
    "Дата закрытия"
)
CALLS = [
    "7001;20.11.2026 10:15:00;Уборка снега;Дороги;Речной район;Управление дорог;Закрыто;Решено;20.11.2026 12:00:00",
    "7002;20.11.2026 11:00:00;Отопление;ЖКХ;Речной р-н;Управление дорог;В работе;;",
    ";20.11.2026 11:00:00;Отопление;ЖКХ;Речной район;Управление дорог;В работе;;",
]


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wait for a load instead of polling: the tests have no browser that ticks."""
    monkeypatch.setattr(loading, "QUICK_SECONDS", 60)
    yield
    speak(None)


def calls(*rows: str) -> bytes:
    return "\ufeff".encode() + "\n".join([HEADERS, *rows]).encode() + b"\n"


def upload(at: AppTest, name: str, content: bytes) -> AppTest:
    at.file_uploader[0].upload(name, content)
    return at.run()


def cases_in_store() -> int:
    with open_store().connect() as connection:
        return int(connection.execute(select(func.count()).select_from(case)).scalar_one())


@pytest.mark.parametrize("role", ["operator", "staff", "head"])
def test_only_the_administrator_gets_in(small_store: Path, dashboard: Dashboard, role: str) -> None:
    at = dashboard("data", role=role)
    assert not at.exception
    assert not at.file_uploader
    assert "No access to this page" in texts(at)


@pytest.mark.parametrize(("lang", "word"), [("ru", "Сначала файлы проверяются"), ("en", "Files are checked first")])
@pytest.mark.parametrize("tab", ["", *TABS])
def test_every_tab_opens_in_both_languages(
    small_store: Path, dashboard: Dashboard, lang: str, word: str, tab: str
) -> None:
    at = opened(dashboard, tab, lang=lang)
    assert not at.exception
    assert (word in texts(at)) == (tab == "")


def test_a_dry_run_comes_first_and_changes_nothing(small_store: Path, dashboard: Dashboard) -> None:
    before = cases_in_store()
    at = upload(opened(dashboard), "calls_122_2026.csv", calls(*CALLS))
    assert not at.exception
    said = texts(at)
    assert "Read **3** = new **2** + updated **0** + unchanged **0** + rejected **1**" in said
    assert "checked, nothing changed yet" in said
    assert at.table[0].value.index.tolist() == ["no number"]
    assert cases_in_store() == before


def test_a_survey_says_what_its_columns_were_taken_for(small_store: Path, dashboard: Dashboard) -> None:
    rows = [f"{n};{'Да' if n % 3 else 'Нет'};{n % 5 + 1};8 912 345-67-8{n}" for n in range(9)]
    content = "\n".join(["№ анкеты;Довольны ли вы?;Оценка двора;Ваш телефон", *rows]).encode()
    at = upload(opened(dashboard, lang="ru"), "Двор (Ответы).csv", content)
    assert not at.exception
    told = at.table[1].value  # after what is to be mended
    assert told.iloc[:, :3].values.tolist() == [
        ["№ анкеты", "о респонденте или опросе", "–"],
        ["Ваш телефон", "не прочитан: личные или служебные данные", "–"],
        ["Довольны ли вы?", "один вариант", "Нет · Да"],
        ["Оценка двора", "шкала", "1 · 2 · 3 · 4 · 5"],
    ]
    assert "Если тип определён неверно" in texts(at)


def test_after_the_dry_run_one_click_loads_the_file(changed_store: Path, dashboard: Dashboard) -> None:
    before = cases_in_store()
    at = upload(opened(dashboard), "calls_122_2026.csv", calls(*CALLS))
    at.button(key="load_now").click().run()
    assert "loaded as import 2" in texts(at)
    assert cases_in_store() == before + 2
    assert not [button for button in at.button if button.key == "load_now"]


def test_loading_the_same_file_again_changes_nothing(changed_store: Path, dashboard: Dashboard) -> None:
    for _ in range(2):
        at = upload(opened(dashboard), "calls_122_2026.csv", calls(*CALLS))
        at.button(key="load_now").click().run()
    assert "new **0** + updated **0** + unchanged **2** + rejected **1**" in texts(at)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "a.csv: файл пуст"),
        ("a.xlsx", b"%PDF-1.7 something", "документ PDF"),
        ("a.csv", "Чужой;Файл\n1;2\n".encode(), "формат с такими заголовками неизвестен"),
        ("a.csv", calls(), "ни одной строки"),
        ("a.csv", "Возраст;Довольны ли вы?\n18;Да\n".encode(), "назовите столбец с её номером «№ анкеты»"),
    ],
)
def test_a_refused_file_says_why_in_the_language_of_the_screen(
    small_store: Path, dashboard: Dashboard, name: str, content: bytes, said: str
) -> None:
    at = upload(opened(dashboard, lang="ru"), name, content)
    assert not at.exception
    assert said in "\n".join(node.value for node in at.error)
    assert "файл не принят, ничего не изменено" in texts(at)
    assert not [button for button in at.button if button.key == "load_now"]


def test_a_good_file_beside_a_refused_one_can_still_be_loaded(small_store: Path, dashboard: Dashboard) -> None:
    at = opened(dashboard)
    at.file_uploader[0].upload("empty.csv", b"")
    upload(at, "calls_122_2026.csv", calls(*CALLS))
    assert "empty.csv: the file is empty" in texts(at)
    assert at.button(key="load_now").label == "Load 1 file"
    assert "The refused files are left out." in texts(at)


def test_a_file_name_with_a_path_stays_in_its_folder(small_store: Path, dashboard: Dashboard, tmp_path: Path) -> None:
    at = upload(opened(dashboard), "../../calls_122.csv", calls(*CALLS))
    assert not at.exception
    assert not (tmp_path.parent / "calls_122.csv").exists()


def test_an_import_can_be_taken_back_but_not_while_a_file_is_being_loaded(
    changed_store: Path, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = cases_in_store()
    at = upload(opened(dashboard), "calls_122_2026.csv", calls(*CALLS))
    at.button(key="load_now").click().run()
    at = opened(dashboard, "imports")
    at.selectbox(key="undo_batch").set_value(2).run()
    assert "2 new cases will go" in texts(at)
    monkeypatch.setattr(by_hand, "PATIENCE_SECONDS", 0.01)
    with ONE_WRITER:  # the page runs in a thread of its own
        at.button(key="undo_now").click().run()
    assert "Not taken back: a file is being loaded" in texts(at)
    assert cases_in_store() == before + 2
    at.button(key="undo_now").click().run()
    assert "Import 2 (calls_122_2026.csv) was taken back: 2 cases removed" in texts(at)
    assert cases_in_store() == before
    history = at.dataframe[0].value
    assert history.set_index("id").loc[2, "state"] == "taken back"


def test_the_coverage_table_adds_up_and_leaves_gaps_empty(small_store: Path, dashboard: Dashboard) -> None:
    heat = opened(dashboard, "coverage").dataframe[0].value
    assert int(heat.sum().sum()) == cases_in_store()
    assert list(heat.columns) == sorted(heat.columns, reverse=True)


def test_coverage_shares_are_per_cent_of_the_channel_s_own_cases() -> None:
    import pandas as pd

    frame = pd.DataFrame(
        {
            "channel": ["pos", "pos", "social"],
            "month": ["2026-10-01", "2026-11-01", "2026-11-01"],
            "cases": [10, 4, 8],
            "with_rating": [5, 1, 0],
        }
    )
    heat = coverage.heat_frame(frame, "with_rating")
    assert list(heat.loc["Feedback platform"]) == [25, 50]
    assert heat.loc["Social media", "2026-11"] == 0
    assert heat.isna().loc["Social media", "2026-10"]


def test_freshness_names_every_channel_with_its_own_data_time(small_store: Path, dashboard: Dashboard) -> None:
    frame = opened(dashboard, "freshness").dataframe[0].value
    assert set(frame["Channel"]) == {"Feedback platform", "Social media", "Line 122"}
    assert frame.set_index("Channel")["Data until"]["Social media"] == "21.11.2026 18:00"
    assert frame["Cases"].sum() == cases_in_store()


def test_an_empty_store_takes_boundaries_and_becomes_a_region(empty_store: Path, dashboard: Dashboard) -> None:
    ring = [[73.0, 55.0], [73.0, 56.0], [74.0, 56.0], [74.0, 55.0], [73.0, 55.0]]
    names = {
        "name_osm": "Речной район",
        "name_official": "Речной муниципальный район",
        "type": "муниципальный район",
        "region_name": "Озёрная область",
        "oktmo8": "99601000",
        "timezone": "Asia/Omsk",
    }
    feature = {"type": "Feature", "properties": names, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    at = upload(opened(dashboard), "districts.geojson", content)
    assert not at.exception
    at.button(key="load_now").click().run()
    with open_store().connect() as connection:
        assert connection.execute(select(district.c.name_ru)).scalars().all() == ["Речной район"]
        assert connection.execute(select(import_batch.c.layout)).scalars().all() == ["districts"]


def test_every_import_opens_as_a_report_with_a_link_of_its_own(changed_store: Path, dashboard: Dashboard) -> None:
    odd = [CALLS[0].replace("7001", number).replace("Решено", "Учтено") for number in ("7003", "7004")]
    at = upload(opened(dashboard), "calls_122.csv", calls(*CALLS, *odd))
    at.button(key="load_now").click().run()
    at = opened(dashboard, batch="2", lang="ru")
    assert not at.exception
    said = texts(at)
    assert "**calls\\_122.csv** · Журнал звонков" in said
    assert "Прочитано **5** = новых **4**" in said
    assert "«Результат»: 2 строки с новым значением «Учтено»" in said
    rows, cure = list(at.table[0].value.loc["нет номера"])
    assert rows == "1" and "Заполните номер" in cure
    assert at.get_by_key("report_file") is not None
    at.button(key="report_back").click().run()
    assert at.dataframe[0].value["id"].tolist() == [2, 1]


@pytest.mark.parametrize("asked", ["99", "999999999999999999999", "x"])
def test_a_link_to_no_import_breaks_nothing(small_store: Path, dashboard: Dashboard, asked: str) -> None:
    at = opened(dashboard, batch=asked)
    assert not at.exception
    assert ("There is no import 99." in texts(at)) == (asked == "99")


def test_the_report_of_an_import_that_was_taken_back_says_so(changed_store: Path, dashboard: Dashboard) -> None:
    at = upload(opened(dashboard), "calls_122_2026.csv", calls(*CALLS))
    at.button(key="load_now").click().run()
    at = opened(dashboard, "imports")
    at.selectbox(key="undo_batch").set_value(2).run()
    at.button(key="undo_now").click().run()
    assert "taken back on" in texts(opened(dashboard, batch="2"))
