"""Searches kept on the desk, on both engines of the desk."""

import pytest
from sqlalchemy import Engine

from queries.saved_searches import LONGEST_NAME, forget, save, saved
from queries.scope import scope_for

ANNA, BORIS = scope_for("operator", "anna"), scope_for("operator", "boris")


def test_a_search_is_kept_replaced_and_deleted_by_its_owner_only(desk: Engine) -> None:
    save(ANNA, " Ямы  в Таре ", {"q": "яма", "d": "A"})
    save(ANNA, "Снег", {"q": "снег -крыша"})
    save(ANNA, "Снег", {"q": "снег"})
    rows = saved(ANNA)
    assert list(zip(rows["name"], rows["link"], strict=True)) == [
        ("Снег", {"q": "снег"}), ("Ямы в Таре", {"q": "яма", "d": "A"})]  # fmt: skip
    assert saved(BORIS).empty
    forget(BORIS, int(rows["id"].iloc[0]))
    assert len(saved(ANNA)) == 2
    forget(ANNA, int(rows["id"].iloc[0]))
    assert list(saved(ANNA)["name"]) == ["Ямы в Таре"]


@pytest.mark.parametrize("name", ["", "  ", "я" * (LONGEST_NAME + 1)])
def test_a_search_needs_a_name(desk: Engine, name: str) -> None:
    with pytest.raises(ValueError, match="a name has"):
        save(ANNA, name, {})
