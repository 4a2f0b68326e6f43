"""Who may see what: a leak here shows one municipality's cases, or residents' words, to another."""

import pytest
from sqlalchemy import Engine

from queries.cases import case_file, case_page
from queries.filters import Filters
from queries.measure import measure
from queries.options import agencies, districts
from queries.points import cells, points
from queries.scope import NOBODY, ROLES, Scope, scope_for
from tests.sample_cases import a_case, load, load_region

OWN = scope_for("head", "mayor", districts=("A",))


@pytest.fixture
def two_districts(store: Engine) -> Engine:
    load_region(store, {"A": 1000, "B": 1000})
    place = {"lat": 55.0, "lon": 73.0}
    cases = [
        a_case(1, district_id="A", rating=5, **place),
        a_case(2, district_id="B", **place),
        a_case(3),
    ]
    load(store, cases, texts={"pos:1": "Яма у дома", "pos:2": "Нет воды"})
    return store


def seen(scope: Scope, store: Engine, filters: Filters | None = None) -> set[str]:
    return set(case_page(scope, filters or Filters(), engine=store).rows["id"])


@pytest.mark.parametrize("role", ["operator", "staff", "admin"])
def test_those_who_work_for_the_region_see_the_region(two_districts: Engine, role: str) -> None:
    assert seen(scope_for(role), two_districts) == {"pos:1", "pos:2", "pos:3"}


def test_a_head_sees_only_the_own_municipality_on_every_way_in(two_districts: Engine) -> None:
    assert seen(OWN, two_districts) == {"pos:1"}
    assert seen(OWN, two_districts, Filters(districts=("B",))) == set()
    assert case_file(OWN, "pos:2", engine=two_districts) is None
    assert case_file(OWN, "pos:1", engine=two_districts) is not None
    assert list(points(OWN, Filters(), engine=two_districts)["id"]) == ["pos:1"]
    assert cells(OWN, Filters(), 6, engine=two_districts)["count"].sum() == 1
    assert measure("received", OWN, Filters(), engine=two_districts)["value"].sum() == 1
    assert list(measure("received", OWN, Filters(), by="district", engine=two_districts)["key"]) == ["A"]
    assert list(districts(OWN, engine=two_districts)["id"]) == ["A"]


def test_nobody_sees_nothing_on_any_way_in(two_districts: Engine) -> None:
    assert seen(NOBODY, two_districts) == set()
    assert case_file(NOBODY, "pos:1", engine=two_districts) is None
    assert points(NOBODY, Filters(), engine=two_districts).empty
    assert cells(NOBODY, Filters(), 6, engine=two_districts).empty
    assert districts(NOBODY, engine=two_districts).empty
    assert agencies(NOBODY, engine=two_districts).empty


def test_words_of_residents_are_read_and_searched_only_by_those_who_may(two_districts: Engine) -> None:
    staff, operator = scope_for("staff"), scope_for("operator")
    assert case_file(staff, "pos:1", engine=two_districts).text is None  # type: ignore[union-attr]
    assert case_file(operator, "pos:1", engine=two_districts).text == "Яма у дома"  # type: ignore[union-attr]
    assert case_page(staff, Filters(), engine=two_districts).rows["text"].isna().all()
    assert seen(operator, two_districts, Filters(text="ЯМА")) == {"pos:1"}
    assert seen(staff, two_districts, Filters(text="яма")) == set(), "a search that finds would tell what is written"


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(ValueError, match=", ".join(ROLES)):
        scope_for("king")
