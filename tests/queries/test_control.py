"""Control items and marks on signals: taken once, never overwritten, remembered for ever."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pandas as pd
import pytest
from sqlalchemy import Engine, insert, text

from queries.control import history, items
from queries.filters import Filters
from queries.question import Question, answer
from queries.scope import Scope, scope_for
from queries.signal_marks import mark, marks, unsettled, with_marks
from queries.under_control import AlreadyTaken, ChangedMeanwhile, Subject, change, finish, take
from store.desk_tables import audit_log
from store.engine import open_desk

ANNA, BORIS = scope_for("operator", "anna"), scope_for("operator", "boris")
CASE = Subject("case", "pos:1", "№ 1 · Ямы", "№ 1 · Potholes", "A")
TODAY = date(2026, 1, 15)
SIGNAL = {"topic": "smoke", "district": "B", "from": "2026-01-10"}


def test_what_is_taken_is_listed_by_urgency_until_it_is_done(desk: Engine) -> None:
    late = take(ANNA, CASE, "Позвонить в ДРСУ", due=TODAY - timedelta(days=1))
    for number, due in ((2, None), (3, TODAY), (4, TODAY + timedelta(days=2)), (5, TODAY + timedelta(days=9))):
        take(ANNA, Subject("case", f"pos:{number}", "", "", "A"), owner="Семёнов", due=due)
    found = items(ANNA, Filters(), today=TODAY)
    assert list(found["urgency"]) == ["overdue", "today", "soon", "later", "undated"]
    assert list(found[["id", "owner", "due", "note"]].iloc[0]) == [late, "anna", "2026-01-14", "Позвонить в ДРСУ"]
    finish(BORIS, late, 1, "Яма заделана")
    assert len(items(ANNA, Filters(), today=TODAY)) == 4
    (done,) = items(ANNA, Filters(), "done", today=TODAY).to_dict("records")
    assert (done["outcome"], done["changed_by"], done["version"]) == ("Яма заделана", "boris", 2)


def test_two_cannot_take_the_same_case(desk: Engine) -> None:
    take(ANNA, CASE)
    with pytest.raises(AlreadyTaken) as refused:
        take(BORIS, CASE)
    assert refused.value.by == "anna"
    change(BORIS, 1, 1, note="Позвонить ещё раз")
    with pytest.raises(AlreadyTaken) as again:
        take(BORIS, CASE)
    assert (again.value.by, again.value.at) == ("anna", refused.value.at)  # who has it, not who wrote last
    assert len(items(ANNA, Filters(), today=TODAY)) == 1
    finish(ANNA, 1, 2, "")
    take(BORIS, CASE)  # it came up again


def test_of_two_at_the_same_moment_one_gets_it(desk: Engine) -> None:
    start, told = Barrier(2), []

    def try_it(scope: Scope) -> None:
        start.wait()
        try:
            take(scope, CASE)
            told.append("taken")
        except AlreadyTaken:
            told.append("refused")

    both = [Thread(target=try_it, args=(scope,)) for scope in (ANNA, BORIS)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(told) == ["refused", "taken"]


def test_who_read_an_older_version_does_not_overwrite_the_newer(desk: Engine) -> None:
    item = take(ANNA, CASE, "first")
    assert change(BORIS, item, 1, note="second", due=TODAY) == 2
    with pytest.raises(ChangedMeanwhile) as refused:
        change(ANNA, item, 1, note="mine")
    assert refused.value.by == "boris"
    assert items(ANNA, Filters(), today=TODAY)["note"][0] == "second"
    with pytest.raises(ChangedMeanwhile):
        finish(ANNA, item, 1, "done")


def test_history_tells_who_did_what_when(desk: Engine) -> None:
    item = take(ANNA, CASE, "first")
    change(BORIS, item, 1, owner="Семёнов")
    finish(ANNA, item, 2, "ok")
    told = history(ANNA, item)
    assert list(zip(told["who"], told["action"], strict=True)) == [
        ("anna", "taken"),
        ("boris", "changed"),
        ("anna", "done"),
    ]
    assert told["changes"][1] == {"owner": "Семёнов"}
    assert told["at"].is_monotonic_increasing
    assert history(ANNA, since=datetime(2100, 1, 1)).empty


def test_each_sees_and_changes_only_what_is_theirs(desk: Engine) -> None:
    take(ANNA, CASE)
    head_a, head_b = scope_for("head", "A", districts=("A",)), scope_for("head", "B", districts=("B",))
    assert len(items(head_a, Filters(), today=TODAY)) == 1
    assert items(head_b, Filters(), today=TODAY).empty
    assert items(Scope("x", "none"), Filters(), today=TODAY).empty
    assert change(head_a, 1, 1, note="x") == 2
    for scope in (head_b, scope_for("staff")):
        with pytest.raises(PermissionError):
            change(scope, 1, 2, note="y")
    assert items(ANNA, Filters(districts=("B",)), today=TODAY).empty


def test_strange_kinds_and_fields_are_refused(desk: Engine) -> None:
    with pytest.raises(ValueError, match="case, event, signal"):
        take(ANNA, Subject("rumour", "1", "", "", None))
    with pytest.raises(ValueError, match="no control item 7"):
        change(ANNA, 7, 1, note="")
    with pytest.raises(ValueError, match="note, owner, due"):
        change(ANNA, 1, 1, state="done")


def test_a_signal_remembers_what_was_done_about_it(desk: Engine) -> None:
    now = datetime(2026, 1, 12, 9)
    signals = pd.DataFrame([SIGNAL, {"topic": "snow", "district": "B", "from": "2026-01-10"}])
    mark(ANNA, SIGNAL, "acknowledged", now=now)
    mark(BORIS, SIGNAL, "muted", hours=4, now=now + timedelta(hours=1))
    soon = with_marks(signals, marks(ANNA), now + timedelta(hours=2))
    assert soon["mark"].tolist() == ["muted", None]
    assert soon["marked_by"][0] == "boris"
    assert soon["is_muted"].tolist() == [True, False]
    later = with_marks(signals, marks(ANNA), now + timedelta(hours=6))
    assert not later["is_muted"].any()
    assert unsettled(signals, marks(ANNA), now + timedelta(hours=2))["topic"].tolist() == ["snow"]
    assert len(unsettled(signals, marks(ANNA), now + timedelta(hours=6))) == 2  # heard again
    mark(ANNA, SIGNAL, "closed", outcome="false_alarm", note="Учения МЧС")
    assert unsettled(signals, marks(ANNA), now + timedelta(hours=6))["topic"].tolist() == ["snow"]
    assert marks(ANNA)["outcome"].dropna().tolist() == ["false_alarm"]
    five_days_later = signals.assign(**{"from": "2026-01-15"})
    closed_then = marks(ANNA).assign(at=now + timedelta(hours=3))
    assert len(unsettled(five_days_later, closed_then, now + timedelta(days=4))) == 2  # another one: nobody knows of it
    next_month = signals.assign(**{"from": "2026-02-20"})
    assert with_marks(next_month, marks(ANNA), now)["mark"].tolist() == [None, None]


def test_marks_are_refused_to_those_who_only_look(desk: Engine) -> None:
    with pytest.raises(PermissionError):
        mark(scope_for("staff"), SIGNAL, "acknowledged")
    for wrong in ({"action": "eaten"}, {"action": "muted"}, {"action": "closed", "outcome": "boring"}):
        with pytest.raises(ValueError, match=r"choose|hours"):
            mark(ANNA, SIGNAL, **wrong)  # type: ignore[arg-type]
    assert marks(ANNA).empty


def test_a_desk_of_an_older_program_gets_the_new_tables(tmp_path: object) -> None:
    url = f"sqlite:///{tmp_path}/old.sqlite"
    with open_desk(url).begin() as connection:
        connection.execute(text("DROP TABLE control_item"))
        connection.execute(
            insert(audit_log).values(at=datetime(2026, 1, 1), who="a", role="b", action="c", subject="d")
        )
    open_desk.cache_clear()
    with open_desk(url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM control_item")).scalar() == 0
        assert connection.execute(text("SELECT count(*) FROM audit_log")).scalar() == 1


def test_the_command_line_lists_items_and_history(desk: Engine, duckdb_store: Engine) -> None:
    take(ANNA, CASE, due=TODAY)
    answered = answer(Question("control", settings={"state": "open"}), engine=duckdb_store)
    assert answered["rows"][0]["due"] == "2026-01-15"
    assert answered["history"][0]["changes"]["owner"] == "anna"
    with pytest.raises(ValueError, match="open, done or all"):
        answer(Question("control", settings={"state": "lost"}), engine=duckdb_store)
