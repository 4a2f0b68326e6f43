"""Problems for every role in both languages: the matrix, an opened cell, and what is said when nothing can be."""

from pathlib import Path

import pytest

from tests.pages.conftest import Dashboard

CELL = "snow:99701000"


@pytest.mark.parametrize(("lang", "title"), [("ru", "Самое тяжёлое"), ("en", "The worst")])
@pytest.mark.parametrize("side", ["district", "agency"])
def test_the_matrix_opens_in_both_languages(
    small_store: Path, dashboard: Dashboard, side: str, lang: str, title: str
) -> None:
    at = dashboard("problems", lang=lang, by=side)
    assert not at.exception
    assert any(part.value == f"**{title}**" for part in at.markdown)


@pytest.mark.parametrize("role", ["staff", "admin", "head"])
def test_who_decides_sees_problems(small_store: Path, dashboard: Dashboard, role: str) -> None:
    at = dashboard("problems", role=role, **({"as": "99701000"} if role == "head" else {}))
    assert not at.exception
    assert any(part.value.startswith("Judged: ") for part in at.caption)


def test_operators_have_other_work(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("problems", role="operator")
    assert [header.value for header in at.header] == ["No access to this page"]


@pytest.mark.parametrize(
    ("lang", "words"), [("ru", "Уборка снега, Город Светлый"), ("en", "Snow removal, Svetly city")]
)
def test_a_cell_opens_from_the_link_and_leads_back(
    small_store: Path, dashboard: Dashboard, lang: str, words: str
) -> None:
    at = dashboard("problems", lang=lang, cell=CELL)
    assert not at.exception
    assert [part.value for part in at.subheader] == [words]
    at.button(key="cell_back").click().run()
    assert "cell" not in at.query_params


def test_a_cell_of_the_list_opens_by_a_click(small_store: Path, dashboard: Dashboard) -> None:
    at = dashboard("problems")
    first = next(button for button in at.button if str(button.key).startswith("open_"))
    first.click().run()
    assert at.query_params["cell"] == str(first.key).removeprefix("open_").replace("_", ":")
    assert at.subheader


def test_an_empty_store_says_so(empty_store: Path, dashboard: Dashboard) -> None:
    assert [part.value for part in dashboard("problems").subheader] == ["Nothing has been loaded yet"]
