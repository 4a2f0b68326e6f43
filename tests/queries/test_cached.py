"""Answers are kept for everybody who has the same rights, for nobody else, and for ten minutes."""

from dataclasses import replace

import pytest

from components import shared
from queries import cached
from queries.filters import Filters
from queries.scope import Scope, scope_for
from queries.units import Comparison


def test_people_with_the_same_rights_share_an_answer_and_others_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "version", lambda: "1")
    asked = []

    def question(scope: Scope) -> int:
        asked.append(scope)
        return len(asked)

    kept = cached._kept(10)(question)
    anna, head = scope_for("staff", "anna"), scope_for("head", "vera", ("1",), ("a",))
    assert [kept(anna), kept(scope_for("staff", "boris")), kept(anna)] == [1, 1, 1]
    others = [scope_for("operator", "anna"), head, replace(head, districts=("2",)), replace(anna, reads_case="pos:1")]
    assert [kept(each) for each in others] == [2, 3, 4, 5]
    assert [kept(replace(head, who="anna")), kept(scope_for("admin", "anna"))] == [3, 2]  # operators read texts, too


def test_a_comparison_is_shared_by_who_has_the_same_rights_and_asks_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "version", lambda: "1")
    asked = []

    def compare(comparison: Comparison) -> int:
        asked.append(comparison)
        return len(asked)

    kept = cached._kept(10)(compare)
    first = Comparison(scope_for("staff", "anna"), Filters(), "on_time", "agency")
    assert [kept(first), kept(replace(first, scope=scope_for("staff", "boris")))] == [1, 1]
    head = replace(first, scope=scope_for("head", "vera", ("1",)))
    neighbour = replace(first, scope=scope_for("head", "vera", ("2",)))
    others = [head, neighbour, first.of("negative"), replace(first, filters=Filters(topics=("T",))),
              replace(first, by="district"), replace(first, classes="load"), replace(first, rollup=True)]  # fmt: skip
    assert [kept(each) for each in others] == [2, 3, 4, 5, 6, 7, 8]


def test_no_answer_and_nothing_made_of_it_is_used_again_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached, "version", lambda: "1")
    clock = [60_000.0]
    monkeypatch.setattr(cached, "monotonic", lambda: clock[0])
    kept = cached._kept(10)(lambda: clock[0])

    def age_of_drawing() -> float:
        asked_at = shared.once("a drawing of the answer", kept)
        return clock[0] - asked_at

    begin = clock[0]
    for minute in (0, 9, 9.9, 10.1, 19.9, 20.1):
        clock[0] = begin + 60 * minute
        assert age_of_drawing() < 600, minute
        assert clock[0] - kept() < 600, minute
