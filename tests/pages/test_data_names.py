"""Names on the page Data: unknown ones are told, reforms are entered, corrected and taken back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import func, select, update
from streamlit.testing.v1 import AppTest

from components.words import speak
from intake.by_hand import suggestions
from intake.matching import normalise
from store.engine import open_store
from store.tables import case, district_alias
from tests.pages.conftest import Dashboard
from tests.pages.data_seen import opened, texts
from tests.pages.small_store import DISTRICTS


@pytest.fixture(autouse=True)
def speech() -> Iterator[None]:
    """The language of a test ends with it."""
    yield
    speak(None)


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


def test_a_name_with_a_mask_is_not_asked_for_but_told_why(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        some = [row[0] for row in connection.execute(select(case.c.id).limit(2))]
        nobodys = {"agency_id": None, "agency_source": "ИП [имя]"}
        connection.execute(update(case).where(case.c.id.in_(some)).values(nobodys))
    st.cache_data.clear()
    at = opened(dashboard, "names")
    at.segmented_control(key="alias_kind").set_value("agency").run()
    assert "**ИП \\[имя\\]** · 2 cases" in texts(at)
    assert "no meaning can be given to it. Put each whole name into the region's list" in texts(at)
    offered = [button.key for button in at.button if "ИП [имя]" in (button.key or "")]
    assert offered == ["alias_ignore_agency_99_ИП [имя]"], "the name can be ignored, and nothing else"


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
