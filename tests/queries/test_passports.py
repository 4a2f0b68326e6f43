"""Passports of problems: opened once, never overwritten, and solved only with the effect shown."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from queries import passport_changes as work
from queries.filters import Filters
from queries.passport_changes import AlreadyBegun, Definition, EffectNotShown, open_passport
from queries.passports import history, measures, passports
from queries.question import Question, answer
from queries.scope import Scope, scope_for
from queries.under_control import AlreadyTaken, ChangedMeanwhile

ANNA, HEAD = scope_for("admin", "anna"), scope_for("head", "A", districts=("A",))
WATER = Definition("water", "district", "A", "Вода · Район A", "Water · District A")
EVIDENCE = {"score": 61.5, "weeks_own": 9}
SINCE = date(2026, 3, 2)
SHOWN = {"state": "value", "since": "2026-03-02", "effect": -0.4, "verdict": "less"}


@pytest.fixture(autouse=True)
def effect_found(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the store says of every effect; a test may change it."""
    found: dict[str, Any] = dict(SHOWN)

    def effect(*which: Any) -> tuple[dict[str, Any], None]:
        assert which[2:] == ("water", "A", SINCE, "district")
        return found, None

    monkeypatch.setattr(work, "effect", effect)
    return found


def in_work() -> int:
    made = open_passport(ANNA, WATER, EVIDENCE)
    work.move(ANNA, made, 1, "accepted")
    work.move(ANNA, made, 2, "in_work")
    return made


def test_a_passport_keeps_its_evidence_and_is_opened_once(desk: Engine) -> None:
    made = open_passport(HEAD, WATER, EVIDENCE, "Водоканал")
    (row,) = passports(ANNA, Filters()).to_dict("records")
    assert (row["id"], row["status"], row["owner"], row["evidence"]) == (made, "proposed", "Водоканал", EVIDENCE)
    with pytest.raises(AlreadyTaken) as refused:
        open_passport(ANNA, WATER, EVIDENCE)
    assert refused.value.by == "A"


def test_nothing_is_solved_without_the_effect_shown(desk: Engine, effect_found: dict[str, Any]) -> None:
    """Whoever asks: the desk looks itself what the measure did, and nobody can hand it an effect."""
    made = in_work()
    with pytest.raises(EffectNotShown):
        work.move(ANNA, made, 3, "solved")
    work.add_measure(ANNA, made, 3, "Новый фильтр", SINCE, money=2_000_000)
    silent = [{"state": state} for state in ("too_early", "too_little", "too_few", "no_others", "no_data")]
    for found in [*silent, {"verdict": "more"}, {"verdict": "unclear"}]:
        effect_found.clear()
        effect_found.update(SHOWN | found)
        with pytest.raises(EffectNotShown):
            work.move(ANNA, made, 4, "solved")
    effect_found.update(SHOWN)
    fresh = open_passport(ANNA, Definition("heat", "district", "A", "", ""), EVIDENCE)
    for status in ("solved", "relapsed"):  # no way around: only what is in work is solved
        with pytest.raises(ValueError, match="proposed becomes accepted"):
            work.move(ANNA, fresh, 1, status)
    assert work.move(ANNA, made, 4, "solved") == 5
    (row,) = passports(ANNA, Filters(), "solved").to_dict("records")
    assert row["effect"]["effect"] == -0.4
    assert date.fromisoformat(row["effect"]["solved_on"])
    assert row["since"] == "2026-03-02"
    open_passport(ANNA, WATER, EVIDENCE)  # a new one may be opened
    with pytest.raises(ValueError, match="another open passport"):
        work.move(ANNA, made, 5, "relapsed")


def test_a_solved_problem_comes_back_and_is_worked_on_again(desk: Engine) -> None:
    made = in_work()
    work.add_measure(ANNA, made, 3, "Новый фильтр", SINCE)
    work.move(ANNA, made, 4, "solved")
    work.move(ANNA, made, 5, "relapsed")
    assert work.move(ANNA, made, 6, "in_work") == 7
    with pytest.raises(ValueError, match="solved or accepted"):
        work.move(ANNA, made, 7, "proposed")


def test_what_was_opened_by_mistake_is_withdrawn_found_and_reopened(desk: Engine) -> None:
    made, today, why = open_passport(ANNA, WATER, EVIDENCE), date(2026, 3, 1), " Не тот  район, повтор "
    work.add_measure(ANNA, made, 1, "Новый фильтр", SINCE)  # begins tomorrow
    work.pick(ANNA, made, 2, "2026-05")
    for short in ("", " повтор  "):
        with pytest.raises(ValueError, match="10 characters"):
            work.withdraw(ANNA, made, 3, short, today)
    for scope in (scope_for("head", "B", districts=("B",)), scope_for("staff")):
        with pytest.raises(PermissionError):
            work.withdraw(scope, made, 3, why, today)
    with pytest.raises(ChangedMeanwhile):
        work.withdraw(ANNA, made, 2, why, today)
    assert work.withdraw(HEAD, made, 3, why, today) == 4
    assert passports(ANNA, Filters()).empty
    (row,) = passports(ANNA, Filters(), "withdrawn").to_dict("records")
    assert (row["id"], row["meeting"], row["effect"]) == (made, None, None)
    assert list(passports(ANNA, Filters(), "all")["id"]) == [made]
    assert history(ANNA, made).iloc[-1][["action", "who", "changes"]].tolist() == [
        "withdrawn", "A", {"words": "Не тот район, повтор"}]  # fmt: skip
    with pytest.raises(ValueError, match="reopened"):
        work.move(ANNA, made, 4, "accepted")
    with pytest.raises(ValueError, match="reopen it first"):
        work.add_measure(ANNA, made, 4, "Новый фильтр", SINCE)
    other = open_passport(ANNA, WATER, EVIDENCE)  # the same problem, meant this time
    with pytest.raises(ValueError, match="another open passport"):
        work.reopen(ANNA, made, 4)
    work.withdraw(ANNA, other, 1, why, today)
    assert work.reopen(ANNA, made, 4) == 5
    assert list(passports(ANNA, Filters())["status"]) == ["proposed"]
    with pytest.raises(ValueError, match="was not withdrawn"):
        work.reopen(ANNA, made, 5)


def test_withdrawing_is_no_way_round_the_effect(desk: Engine) -> None:
    made, why = in_work(), "Повтор другого паспорта"
    with pytest.raises(ValueError, match="what is in_work is not withdrawn"):
        work.withdraw(ANNA, made, 3, why, SINCE)
    work.move(ANNA, made, 3, "accepted")
    with pytest.raises(AlreadyBegun, match="in work"):  # without any measure, too
        work.withdraw(ANNA, made, 4, why, SINCE)
    work.add_measure(ANNA, made, 4, "Новый фильтр", SINCE)
    with pytest.raises(AlreadyBegun):
        work.withdraw(ANNA, made, 5, why, SINCE)
    for status in ("proposed", "accepted"):  # back and forth changes nothing about what was begun
        made_at = passports(ANNA, Filters())["version"][0]
        work.move(ANNA, made, int(made_at), status)
    with pytest.raises(AlreadyBegun):
        work.withdraw(ANNA, made, 7, why, SINCE)


def test_who_read_an_older_version_overwrites_nothing(desk: Engine) -> None:
    made = open_passport(ANNA, WATER, EVIDENCE)
    work.hand_over(HEAD, made, 1, "Водоканал")
    late: list[Callable[[], int]] = [
        lambda: work.pick(ANNA, made, 1, "2026-05"),
        lambda: work.add_measure(ANNA, made, 1, "x", SINCE),
        lambda: work.move(ANNA, made, 1, "accepted"),
    ]
    for attempt in late:
        with pytest.raises(ChangedMeanwhile) as refused:
            attempt()
        assert refused.value.by == "A"
    assert measures(ANNA).empty
    assert list(passports(ANNA, Filters())["owner"]) == ["Водоканал"]


def test_history_tells_who_did_what_and_what_was_said(desk: Engine) -> None:
    made = in_work()
    work.say(scope_for("staff", "boris"), made, "Деньги есть")
    work.link(ANNA, made, 3, "case", "pos:1")
    told = history(ANNA, made)
    assert list(told["action"]) == ["opened", "moved", "moved", "said", "linked"]
    assert told["changes"][3] == {"words": "Деньги есть"}
    assert list(told["who"])[3] == "boris"
    assert passports(ANNA, Filters())["links"][0] == [{"kind": "case", "id": "pos:1"}]


def test_each_sees_and_changes_only_what_is_theirs(desk: Engine) -> None:
    made = open_passport(ANNA, WATER, EVIDENCE)
    other, staff = scope_for("head", "B", districts=("B",)), scope_for("staff")
    assert len(passports(HEAD, Filters())) == len(passports(staff, Filters())) == 1
    assert passports(other, Filters()).empty
    assert passports(Scope("x", "none"), Filters()).empty
    assert history(other).empty
    for scope in (other, staff):
        with pytest.raises(PermissionError):
            work.move(scope, made, 1, "accepted")
    with pytest.raises(PermissionError):
        work.say(other, made, "x")
    with pytest.raises(PermissionError):
        open_passport(HEAD, Definition("water", "agency", "roads", "", ""), EVIDENCE)
    assert passports(ANNA, Filters(districts=("B",))).empty


def test_the_meeting_of_a_month_lists_what_was_picked(desk: Engine) -> None:
    made = open_passport(ANNA, WATER, EVIDENCE)
    work.pick(ANNA, made, 1, "2026-05")
    assert len(passports(ANNA, Filters(), meeting="2026-05")) == 1
    assert passports(ANNA, Filters(), meeting="2026-06").empty
    work.pick(ANNA, made, 2, None)
    assert passports(ANNA, Filters(), meeting="2026-05").empty


@pytest.mark.parametrize("wrong", [{"what": " "}, {"until": date(2026, 1, 1)}, {"money": -1}])
def test_senseless_measures_are_refused(desk: Engine, wrong: dict) -> None:
    made = open_passport(ANNA, WATER, EVIDENCE)
    with pytest.raises(ValueError, match=r"say what|ends after"):
        work.add_measure(ANNA, made, 1, **({"what": "x", "starts": SINCE} | wrong))


def test_the_command_line_lists_passports(desk: Engine, duckdb_store: Engine) -> None:
    made = open_passport(ANNA, WATER, EVIDENCE)
    work.add_measure(ANNA, made, 1, "Новый фильтр", SINCE, date(2026, 6, 1))
    answered = answer(Question("passports", settings={"status": "proposed"}), engine=duckdb_store)
    assert answered["rows"][0]["since"] == "2026-03-02"
    assert answered["measures"][0]["until"] == "2026-06-01"
    with pytest.raises(ValueError, match="proposed, accepted"):
        answer(Question("passports", settings={"status": "lost"}), engine=duckdb_store)
