"""Answers are kept for everybody who has the same rights, and for nobody else."""

from dataclasses import replace

import pytest

from queries import cached
from queries.scope import Scope, scope_for


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
