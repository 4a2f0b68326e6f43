"""Alerts as a command and as a thread beside the dashboard: off by default, and never in anybody's way."""

import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from alerts import watch
from alerts.__main__ import main
from alerts.rules import SETTING
from alerts.watch import SIGNALS_SECONDS, Sparing, Watch, start_alerts
from queries.question import Question
from queries.told import Memory, remembered
from tests.alerts.conftest import Letters
from tests.alerts.test_round import OVERDUE, with_overdue


@pytest.fixture
def file(tmp_path: Path, letters: Letters, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "alerts.toml"
    made.write_text(OVERDUE.format(to=letters.address("head@example.org")), encoding="utf-8")
    monkeypatch.setenv(SETTING, str(made))
    return made


def test_a_dry_run_prints_the_message_and_sends_and_remembers_nothing(
    own_store: Engine, file: Path, letters: Letters, capsys: pytest.CaptureFixture[str]
) -> None:
    with_overdue(own_store)
    assert main(["--dry-run"]) == 0
    told = capsys.readouterr().out
    assert "Просрочено сейчас 3 обращения · Район A" in told
    assert "https://svodka.example/queue?why=overdue" in told
    assert "example.org" not in told
    assert (letters.came, remembered("Просрочка в А")) == ([], Memory())
    assert main(["--once"]) == 0
    assert main(["--once"]) == 0
    assert len(letters.came) == 1
    assert main(["--dry-run"]) == 0
    assert capsys.readouterr().out.endswith("nothing new\n\n")


def test_the_command_says_in_one_line_why_it_cannot_begin(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text('address = "svodka"', encoding="utf-8")
    assert main(["--once"]) == 2
    assert capsys.readouterr().err.startswith(f"{file}: address: write where")
    monkeypatch.delenv(SETTING)
    assert main([]) == 2
    assert "SVODKA_ALERTS" in capsys.readouterr().err


def test_without_a_file_of_rules_nothing_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    assert start_alerts() is None


def test_the_thread_beside_the_dashboard_sends_and_stops(own_store: Engine, file: Path, letters: Letters) -> None:
    with_overdue(own_store)
    alerts = start_alerts()
    assert alerts is not None
    assert letters.arrived.wait(30)
    alerts.stop(30)
    assert not [thread for thread in threading.enumerate() if thread.name == "alerts"]
    assert len(letters.came) == 1


def test_a_bad_file_is_told_once_and_an_error_does_not_end_the_rounds(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole, rounds = file.read_text(encoding="utf-8"), Watch(file)
    file.write_text("nonsense", encoding="utf-8")
    rounds.look()
    rounds.look()
    assert caplog.text.count("no alerts: ") == 1
    file.write_text(whole, encoding="utf-8")

    def broken(*_: object) -> int:
        raise OSError("the desk is gone")

    monkeypatch.setattr(watch, "look_all", broken)
    rounds.look()
    assert "the desk is gone" in caplog.text


def test_signals_are_computed_every_few_minutes_and_the_rest_is_asked_each_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    clock = iter([0, 1, SIGNALS_SECONDS, SIGNALS_SECONDS + 1])

    def told(question: Question) -> dict[str, Any]:
        asked.append(question.about)
        return {}

    monkeypatch.setattr(watch, "ask", told)
    sparing = Sparing(lambda: next(clock))
    for about in ("spikes", "spikes", "overdue_now", "overdue_now", "spikes"):
        sparing(Question(about))
    assert asked == ["spikes", "overdue_now", "overdue_now", "spikes"]
    sparing(Question("spikes", role="head", who="A"))
    assert len(asked) == 5
