"""The wizard on the Data page: proposals, what it cannot answer, the dry run, the layout that is saved."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components import layout_wizard, loading
from components.words import speak
from intake.own_layouts import own_layouts
from store.engine import open_store
from store.tables import case
from tests.pages.conftest import Dashboard
from tests.pages.data_seen import opened, texts
from tests.pages.test_data import upload

HEADER = "Meldungsnummer;Eingangsdatum;Erledigt am;Status;Kategorie;Ortsteil;Melder;Telefon;Bewertung;Beschreibung"
ROWS = [
    f"2026-{n:04};{1 + n % 28:02}.10.2026 08:30;{3 + n % 28:02}.10.2026;{status};Straßen;Речной район;Erika Muster;"
    f"+7 900 123-45-{n:02};{1 + n % 5};Schlagloch {n}, Rückruf +7 900 123-45-67"
    for n, status in enumerate(["erledigt", "in Bearbeitung", "vertagt"] * 8)
]
GERMAN = "\n".join([HEADER, *ROWS]).encode()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The region's own layouts; and no ticking: the tests wait for a load."""
    monkeypatch.setenv("SVODKA_LAYOUTS", str(tmp_path / "layouts"))
    monkeypatch.setattr(loading, "QUICK_SECONDS", 60)
    monkeypatch.setattr(layout_wizard, "QUICK_SECONDS", 60)
    yield tmp_path / "layouts"
    speak(None)


def described(dashboard: Dashboard, name: str, content: bytes, **params: str) -> AppTest:
    at = upload(opened(dashboard, **params), name, content)
    return at.button(key=f"describe_{name}").click().run()


def chosen(at: AppTest) -> dict[str, Any]:
    """Header → field of the columns' questions."""
    boxes = [box for box in at.selectbox if box.key and box.key.startswith("wizard_0_0_column")]
    return {box.label: box.value for box in boxes}


def test_a_german_table_is_proposed_corrected_saved_and_loaded(
    changed_store: Path, dashboard: Dashboard, folder: Path
) -> None:
    at = described(dashboard, "Meldungen Oktober.csv", GERMAN)
    assert not at.exception
    assert chosen(at) == {
        "Meldungsnummer": "number",
        "Eingangsdatum": "filed_at",
        "Erledigt am": "closed_at",
        "Status": "status_source",
        "Kategorie": "topic_1",
        "Ortsteil": "",
        "Melder": "",
        "Telefon": "",
        "Bewertung": "rating",
        "Beschreibung": "text",
    }
    at.selectbox(key="wizard_0_0_column_5").set_value("district_source").run()
    words = {box.label.split(" ·")[0]: box.value for box in at.selectbox if box.key and "_word_" in box.key}
    assert words == {"erledigt": "answered", "in Bearbeitung": "in_progress", "vertagt": None}
    said = texts(at)
    assert "Read **24** = new **24**" in said
    assert "No first reply: first response" in said and "No outcome: outcomes" in said
    assert "“Status”: 8 rows with a new value “vertagt”" in said
    at.selectbox(key="wizard_0_0_word_3_state_2").set_value("postponed").run()
    assert "vertagt" not in [line for line in texts(at).splitlines() if "new value" in line]
    at.text_input(key="wizard_title").set_value("Mängelmelder").run()
    at.button(key="wizard_save").click().run()
    assert "Files of this kind are recognised from now on." in texts(at)
    assert list(own_layouts()) == ["meldungen_oktober"]
    at.button(key="load_now").click().run()
    assert "· Mängelmelder · loaded as import 2" in texts(at)
    assert "Mängelmelder" in at.selectbox(key="load_layout").options
    with open_store().connect() as connection:
        rows = connection.execute(case.select().where(case.c.channel == "meldungen_oktober")).all()
    assert len(rows) == 24 and {row.district_source for row in rows} == {"Речной район"}
    assert sum(row.state == "postponed" for row in rows) == 8


def test_people_are_neither_shown_nor_to_be_chosen_and_a_field_is_taken_once(
    small_store: Path, dashboard: Dashboard
) -> None:
    at = described(dashboard, "m.csv", GERMAN)
    for place in (6, 7):
        assert at.selectbox(key=f"wizard_0_0_column_{place}").options == [
            "not loaded", "Code of the applicant (kept as a hash only)",
        ]  # fmt: skip
    shown = texts(at) + str(at.dataframe[0].value.to_csv())
    assert "people's data: not loaded" in shown
    assert "Erika" not in shown and "123-45" not in shown
    at.selectbox(key="wizard_0_0_column_5").set_value("topic_1").run()
    assert "Two columns are “Group of topics”" in texts(at)
    assert not [button for button in at.button if button.key == "wizard_save"]


def test_a_name_that_is_taken_is_replaced_only_when_that_is_said(
    small_store: Path, dashboard: Dashboard, folder: Path
) -> None:
    folder.mkdir()
    (folder / "mm.yaml").write_text("title: [", encoding="utf-8")
    at = described(dashboard, "m1.csv", GERMAN)
    assert "is not readable YAML" in "\n".join(node.value for node in at.warning)
    at.text_input(key="wizard_name").set_value("registry").run()
    assert "choose another name" in texts(at)
    at.text_input(key="wizard_name").set_value("mm").run()
    assert at.button(key="wizard_save").disabled
    at.checkbox(key="wizard_replace").check().run()
    at.button(key="wizard_save").click().run()
    assert list(own_layouts()) == ["mm"]


def test_the_dates_can_be_said_to_be_written_another_way(small_store: Path, dashboard: Dashboard) -> None:
    rows = "\n".join(f"{n};03/{1 + n % 9:02}/2026 5:00 PM;new" for n in range(20))
    at = described(dashboard, "c.csv", f"Case number;Date opened;Status\n{rows}".encode())
    assert at.selectbox(key="wizard_0_0_dates").value == "%m/%d/%Y %I:%M %p"
    assert "→ **01.03.2026 17:00**" in texts(at)
    at.selectbox(key="wizard_0_0_dates").set_value("").run()
    assert "→ **not readable**" in texts(at)
    assert "Read **20** = new **0** + updated **0** + unchanged **0** + rejected **20**" in texts(at)
