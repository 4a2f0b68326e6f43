"""The topic of a poll, chosen once and kept on the desk for everybody."""

import pytest
from sqlalchemy import Engine

from queries.poll_topics import keep, kept
from queries.scope import scope_for


def test_the_last_choice_counts_for_everybody(desk: Engine) -> None:
    assert kept("snow") is None
    keep(scope_for("staff", "anna"), "snow", "T1")
    keep(scope_for("admin", "boris"), "snow", "T2")
    keep(scope_for("staff", "vera"), "snow", "T2")  # says nothing new
    found = kept("snow")
    assert found is not None
    assert (found.topic, found.who) == ("T2", "boris")
    assert kept("parks") is None


def test_a_head_chooses_for_nobody_else(desk: Engine) -> None:
    with pytest.raises(PermissionError):
        keep(scope_for("head", "A", districts=("A",)), "snow", "T1")
    assert kept("snow") is None
