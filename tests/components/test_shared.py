"""What many look at is made once, and anew when the data are."""

from collections.abc import Hashable
from functools import partial
from typing import Any

import pytest

from components import shared
from queries import cached


def test_what_was_made_for_one_is_shown_to_all_until_answers_are_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "edition", lambda: "one")
    first = shared.once("the region", lambda: ["drawn"])
    assert shared.once("the region", lambda: ["drawn again"]) is first
    assert shared.once("a municipality", lambda: ["another"]) == ["another"]
    monkeypatch.setattr(cached, "edition", lambda: "two")
    assert shared.once("the region", lambda: ["newer"]) == ["newer"]


def test_variants_of_a_picture_are_made_once_and_do_not_pile_up() -> None:
    kept: dict[Hashable, Any] = {}
    assert [shared.variant(kept, "dark", partial(int, n)) for n in (1, 2)] == [1, 1]
    for n in range(3 * shared.MOST_VARIANTS):
        shared.variant(kept, n, partial(int, n))
    assert len(kept) <= shared.MOST_VARIANTS
