"""Channels for every role in both languages: with cases alone, with counts, ratings and pages, and with nothing."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from store.engine import open_store
from store.record_tables import annotation, callback, official_page, service_rating, volume
from store.tables import case, import_batch
from tests.pages.conftest import Dashboard
from tests.pages.data_seen import texts
from tests.pages.small_store import NOW


def fill() -> None:
    """Two days of calls, one rating, two pages: one silent for a year, and a file of a guessed layout."""
    calls = {"channel": "call_122", "district_id": "99601000", "batch_id": 2}
    page = {"agency_id": "roads", "network": "vk", "batch_id": 2, "has_mark": True}
    with open_store().begin() as connection:
        for day, count, lost in ((19, 90, 10), (20, 60, 40)):
            connection.execute(
                insert(volume).values(**calls, key=str(day), day=NOW.date().replace(day=day), count=count, lost=lost)
            )
        some = select(case.c.id).where(case.c.channel == "pos").order_by(case.c.id).limit(3)
        connection.execute(update(case).where(case.c.id.in_(some)).values(questions=2))
        connection.execute(
            insert(service_rating).values(key="a", agency_id="roads", criterion="courtesy", value=3.5, batch_id=2)
        )
        for number in range(12):  # nine put through, six of them solved; two calls that do not count
            answers = {"contacted": number < 9, "solved": number < 6, "satisfied": False, "valid": number < 10}
            connection.execute(insert(callback).values(key=str(number), day=NOW.date(), batch_id=2, **answers))
        storm = {"kind": "storm", "title": "Метель", "starts_at": NOW.replace(hour=0)}
        connection.execute(insert(annotation).values(key="n", batch_id=2, **storm))
        connection.execute(insert(official_page).values(**page, key="a", url="https://vk.com/a", last_post_at=NOW))
        silent = NOW.replace(year=2025)
        connection.execute(insert(official_page).values(**page, key="b", url="https://vk.com/b", last_post_at=silent))
        connection.execute(
            insert(import_batch).values(
                id=2, file="a.csv", sha256="x", layout="call_volumes", imported_at=NOW, read=2, new=2, updated=0,
                unchanged=0, rejected=0, report={"guess": True},
            )
        )  # fmt: skip


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("role", ["operator", "staff", "head", "admin"])
def test_every_role_sees_the_channels(small_store: Path, dashboard: Dashboard, role: str, lang: str) -> None:
    at = dashboard("channels", role=role, lang=lang, p="all", **({"as": "99601000"} if role == "head" else {}))
    assert not at.exception
    assert ("Кто сколько несёт" if lang == "ru" else "Who carries how much") in texts(at)
    assert ("Оценки не загружены" if lang == "ru" else "No ratings are loaded") in texts(at)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_counts_stand_beside_cases_and_are_not_added(changed_store: Path, dashboard: Dashboard, lang: str) -> None:
    fill()
    at = dashboard("channels", role="staff", lang=lang, p="all")
    assert not at.exception
    said = texts(at)
    if lang == "ru":
        assert "**150 звонков и услуг**" in said
        assert "Остались без ответа: 25\u202f% из 200." in said
        assert "В одном обращении бывает несколько вопросов. ПОС: 3 обращения, 6 вопросов" in said
        assert "10 действительных звонков. Дозвонились: **90\u202f%**" in said
        assert "**0\u202f%**" in said, "a rate of nought is a rate"
        assert "Недействительных, не учтено: 2." in said and "Метель" in said
        assert "Молчат 30 дней и дольше: **1 из 2**" in said
        assert "формат этих файлов не опубликован" in "\n".join(w.value for w in at.warning).lower()
        return
    table = at.dataframe[0].value.set_index("name").loc["Line 122"]
    assert (table["served"], table["lost"], table["lost_percent"]) == (150, 50, 25)
    pages = at.dataframe[2].value
    assert pages["state"].tolist() == ["○ silent", "● alive"]
    matrix = at.dataframe[3].value
    assert (matrix.loc["First response", "Feedback platform"], matrix.loc["First response", "Line 122"]) == ("–", "✓")


def test_a_head_sees_the_counts_of_the_own_municipality_only(changed_store: Path, dashboard: Dashboard) -> None:
    fill()
    own = dashboard("channels", role="head", p="all", **{"as": "99601000"})
    other = dashboard("channels", role="head", p="all", **{"as": "99701000"})
    assert "**150 calls and services**" in texts(own)
    assert "calls and services" not in texts(other)


def test_a_store_with_nothing_says_so(empty_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("channels", role="staff")
    assert not at.exception
    assert "No channel brought anything" in texts(at)
