import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import func, select, update
from streamlit.testing.v1 import AppTest

from components import coverage, loading
from components.words import speak
from intake.by_hand import suggestions
from intake.matching import normalise
from store.engine import open_store
from store.tables import case, district, district_alias, import_batch
from tests.pages.small_store import DISTRICTS

Dashboard = Callable[..., AppTest]
TABS = {"imports": 1, "coverage": 2, "names": 3, "freshness": 4}
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


def texts(at: AppTest) -> str:
    kinds = (at.markdown, at.caption, at.info, at.error, at.success, at.subheader, at.header)
    return "\n".join(str(node.value) for kind in kinds for node in kind)


def opened(dashboard: Dashboard, tab: str = "", **params: str) -> AppTest:
    speak(params.get("lang", "en"))  # AppTest formats the options of a widget outside the page
    at = dashboard("data", role="admin", **params)
    if tab:
        tabs: Any = at.get_by_key("data_tabs")
        at.session_state["data_tabs"] = tabs.children[TABS[tab]].label
        at.run()
    return at


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


def test_an_import_can_be_taken_back(changed_store: Path, dashboard: Dashboard) -> None:
    before = cases_in_store()
    at = upload(opened(dashboard), "calls_122_2026.csv", calls(*CALLS))
    at.button(key="load_now").click().run()
    at = opened(dashboard, "imports")
    at.selectbox(key="undo_batch").set_value(2).run()
    assert "2 new cases will go" in texts(at)
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


def button(at: AppTest, start: str) -> Any:
    """The one button whose key begins so."""
    (found,) = (one for one in at.button if (one.key or "").startswith(start))
    return found


def test_a_name_nobody_knows_is_suggested_ignored_and_explained_by_one_click(
    changed_store: Path, dashboard: Dashboard
) -> None:
    with open_store().begin() as connection:
        some = select(case.c.id).where(case.c.district_id == "99601000").limit(3)
        ids = [row[0] for row in connection.execute(some)]
        connection.execute(
            update(case).where(case.c.id.in_(ids)).values(district_id=None, district_source="Речной рн (новый)")
        )
        for key, (name, *_rest) in DISTRICTS.items():
            spelling = name.lower()
            connection.execute(
                district_alias.insert().values(region="99", alias=spelling, district_id=key, origin="boundaries")
            )
    st.cache_data.clear()
    at = opened(dashboard, "names")
    assert "**Речной рн (новый)** · 3 cases" in texts(at)
    button(at, "alias_ignore_").click().run()
    assert "All of these names are ignored." in texts(at)
    assert suggestions("district", [("0003.0009.0097", "99")]) == [[]], "a code is not like any name"
    assert "3 cases bear a name nobody knows yet." in texts(at), "what is ignored stays counted"
    button(at, "alias_again_").click().run()
    guess = next(
        button for button in at.button if "Речной рн" in (button.key or "") and (button.key or "").endswith("99601000")
    )
    guess.click().run()
    assert "now means “Rechnoy district”: 3 rows changed." in texts(at)
    with open_store().connect() as connection:
        given = connection.execute(select(case.c.district_id).where(case.c.id.in_(ids))).scalars().all()
    assert set(given) == {"99601000"}


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


def test_a_reform_is_entered_corrected_and_taken_back(changed_store: Path, dashboard: Dashboard) -> None:
    """«Речной район» becomes part of the city, then of Ozyorsk after all, then stands again."""

    def count(place: str) -> int:
        with open_store().connect() as connection:
            return connection.execute(select(func.count()).where(case.c.district_id == place)).scalar_one()

    river, city, ozyorsk = "99601000", "99701000", "99702000"
    with open_store().begin() as connection:
        for place, (name, *_) in DISTRICTS.items():  # each names its place and nothing else
            named = {"district_source": name, "lat": None, "lon": None}
            connection.execute(update(case).where(case.c.district_id == place).values(**named))
            known = {"region": "99", "alias": normalise(name), "district_id": place, "origin": "boundaries"}
            connection.execute(district_alias.insert().values(known))
    before = {place: count(place) for place in (river, city, ozyorsk)}
    at = opened(dashboard, "names")
    at.selectbox(key="reform_old_new").select(river)
    at.selectbox(key="reform_into_new").select(city)
    at.button(key="reform_save_new").click().run()
    assert "choose both municipalities and the day" in texts(at) and count(river) == before[river]
    at.date_input(key="reform_day_new").set_value(date(2026, 1, 1))
    at.button(key="reform_save_new").click().run()
    assert "**Rechnoy district** → **Svetly city** · 1 Jan 2026" in texts(at)
    assert (count(river), count(city)) == (0, before[city] + before[river])
    at.selectbox(key=f"reform_into_{river}").select(ozyorsk)
    at.button(key=f"reform_save_{river}").click().run()
    assert (count(city), count(ozyorsk)) == (before[city], before[ozyorsk] + before[river])
    assert "Without a municipality" not in at.selectbox(key="reform_old_new").options
    at.selectbox(key="reform_old_new").select(ozyorsk)
    at.selectbox(key="reform_into_new").select(city)
    at.date_input(key="reform_day_new").set_value(date(2026, 2, 1))
    at.button(key="reform_save_new").click().run()
    assert at.selectbox(key=f"reform_into_{river}").value == ozyorsk, "what it became, though that stands no more"
    at.button(key=f"reform_forget_{ozyorsk}").click().run()
    at.button(key=f"reform_forget_{river}").click().run()
    assert "No reform is entered." in texts(at)
    assert {place: count(place) for place in before} == before
