"""The overview for every role in both languages, and everything it says when there is nothing to show."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from streamlit.testing.v1 import AppTest

from queries.filters import Filters
from queries.measure import measure
from queries.scope import scope_for
from store.engine import open_store
from store.record_tables import annotation
from store.tables import case, district, import_batch
from tests.pages.conftest import Dashboard
from tests.pages.small_store import NOW
from tests.pages.test_shell import words

CARDS = 8


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("role", ["operator", "staff", "head", "admin"])
def test_every_role_reads_the_overview(small_store: Path, dashboard: Dashboard, role: str, lang: str) -> None:
    at = dashboard("overview", role=role, lang=lang, **({"as": "99701000"} if role == "head" else {}))
    assert not at.exception
    assert len(at.metric) == CARDS
    assert ("Поступило" if lang == "ru" else "Received") in [metric.label for metric in at.metric]


def test_a_head_sees_less_than_the_region(small_store: Path, dashboard: Dashboard) -> None:
    everything = dashboard("overview", role="staff", p="all")
    own = dashboard("overview", role="head", p="all", **{"as": "99601000"})
    assert int(own.metric[0].value) < int(everything.metric[0].value)


def test_the_sentence_names_the_topic_that_grew(small_store: Path, dashboard: Dashboard) -> None:
    sentence = dashboard("overview", lang="ru").markdown[1].value
    assert sentence.startswith("За 30 дней **")
    assert "больше, чем за такой же срок до этого" in sentence
    assert "Уборка снега (+" in sentence


def test_a_card_shows_what_measure_measures(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", p="all")
    received = measure("received", scope_for("staff"), Filters()).iloc[0]
    assert at.metric[0].value == f"{received['value']:.0f}"


def test_an_agency_that_answers_late_needs_attention(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", p="all")
    line = at.button(key="attention_roads")
    assert line.label == "Roads Department"
    assert any(
        "on time" in caption.value and "average" in caption.value and "n = " in caption.value for caption in at.caption
    )
    line.click().run()
    assert at.query_params["a"] == "roads"


def test_a_filter_changes_the_cards(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", p="90d")
    before = [metric.value for metric in at.metric]
    at.multiselect(key="districts_choice").set_value(["99601000"]).run()
    assert not at.exception
    assert sum(old != new.value for old, new in zip(before, at.metric, strict=True)) >= 5


def test_a_channel_that_cannot_answer_says_so(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", ch="pos")
    card = next(metric for metric in at.metric if metric.label == "First response")
    assert "link_off" in card.value
    assert "the chosen channels do not record this" in _buttons(at)


def _buttons(at: AppTest) -> str:
    return "\n".join(block.proto.popover.label for block in at.get("popover"))


def test_a_municipality_without_cases_shows_zeros_and_no_data(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", d="99602000")
    assert not at.exception
    values = {metric.label: metric.value for metric in at.metric}
    assert (values["Received"], values["On time"]) == ("0", ":gray[–]")
    assert "no data for this choice" in _buttons(at)


def test_a_municipality_without_a_boundary_is_named_below_the_map(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview")
    assert "Not on the map, for want of a boundary: Ozyorsk." in words(at)


def test_a_region_without_boundaries_says_so(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(update(district).values(geometry=None))
    at = dashboard("overview")
    assert not at.exception
    assert "boundaries of this region are not loaded" in words(at)


@pytest.mark.parametrize(("role", "text"), [("staff", "loaded by the administrator"), ("admin", "Load an export")])
def test_an_empty_store_says_what_to_do(empty_store: Path, dashboard: Dashboard, role: str, text: str) -> None:
    at = dashboard("overview", role=role)
    assert not at.exception
    assert "Nothing has been loaded yet" in words(at)
    assert text in words(at)
    assert not at.metric


def test_without_earlier_data_nothing_is_compared(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", p="90d")
    assert all(not metric.delta for metric in at.metric)
    assert "than" not in at.markdown[1].value
    assert "No comparison" in words(at)


def test_a_channel_loaded_only_lately_is_no_growth(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(delete(case).where(case.c.channel == "pos", case.c.filed_at < datetime(2026, 10, 20)))
        connection.execute(import_batch.insert().values(
            id=2, file="pos.xlsx", sha256="1", layout="pos_2026", channel="pos", imported_at=NOW, read=1, new=1,
            updated=0, unchanged=0, rejected=0,
        ))  # fmt: skip
    at = dashboard("overview")
    assert all(not metric.delta for metric in at.metric)


def test_every_chart_has_a_sentence_for_those_who_cannot_see_it(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("overview", lang="ru")
    charts = at.get("vega_lite_chart")
    assert len(charts) == 3
    assert all(len(chart.proto.alt) > 20 for chart in charts)


def test_every_chart_has_a_table_twin(small_store: Path, dashboard: Dashboard) -> None:
    assert sum(label == "Table" for label in _buttons(dashboard("overview")).split("\n")) == 4


def test_a_note_stands_on_the_inflow_of_its_days(changed_store: Path, dashboard: Dashboard) -> None:
    with open_store().begin() as connection:
        connection.execute(annotation.insert().values(
            key="1", kind="storm", starts_at=datetime(2026, 11, 10), ends_at=datetime(2026, 11, 11), batch_id=1,
            title="Snowstorm over Svetly",
        ))  # fmt: skip
    told = [part.proto.alt for part in dashboard("overview").get("vega_lite_chart")]
    assert any("Notes: 10 Nov 2026 – 11 Nov 2026: Snowstorm over Svetly." in words for words in told)
