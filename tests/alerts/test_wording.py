"""What an alert says about signals and control items, in both languages, and which screen its link opens."""

from collections.abc import Hashable
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine

from alerts.due import Finding
from alerts.findings import Sight, findings, sight
from alerts.rules import Rule
from alerts.sending import Message
from alerts.wording import message
from queries.remote import ask
from queries.scope import scope_for
from queries.signal_marks import mark
from queries.under_control import Subject, take
from tests.queries.test_spikes import NEWS, with_news
from tests.sample_cases import day, load_region

OPERATOR = scope_for("operator", "anna")
SEEN_FROM = Sight(datetime(2026, 3, 2, 9, 30), "Europe/Moscow", OPERATOR)


def rule(about: str, language: str = "ru", role: str = "operator", who: str = "") -> Rule:
    return Rule("r", about, (), language, role, who, 60, 10)


def signal(district: str = "B", **facts: Any) -> Finding:
    row: dict[Hashable, Any] = {
        "topic_ru": "Дым", "topic_en": "Smoke", "district": district, "district_ru": f"Район {district}",
        "district_en": f"District {district}", "expected": 6.0, "seen": 19, "from": "2026-03-02",
        "to": "2026-03-02", "since": datetime(2026, 3, 2, 5, 40), "is_running": False, "channel": "social",
        "linked": 2, "hours": 0, "places": 0, "events": 17,
    }  # fmt: skip
    return Finding(f"smoke:{district}:2026-03-02", row | facts)


def item(number: int, due: str = "2026-03-02", owner: str = "Семёнов") -> Finding:
    facts: dict[Hashable, Any] = {"due": due, "owner": owner}
    titles = {"title_ru": f"№ {number} · Ямы", "title_en": f"№ {number} · Potholes"}
    return Finding(f"{number}:{due}", facts | titles)


def plain(told: Message) -> list[str]:
    return [line.replace("\u202f", " ") for line in (told.subject, *told.lines)]


def test_a_signal_says_what_where_expected_seen_since_when_and_leads_to_the_signals() -> None:
    *said, link = plain(message(rule("signals"), [signal()], SEEN_FROM, "https://svodka.example"))
    assert said == [
        "Сигнал: Дым · Район B",
        "Дым · Район B",
        "Ожидалось 6,0, пришло 19 (17 событий); первое — 2 мар. 2026, 08:40; Соцсети; 2 связанных события",
        "Данные по 2 мар. 2026, 12:30.",
    ]
    assert urlsplit(link).path == "/queue"
    assert parse_qs(urlsplit(link).query) == {
        "view": ["signals"], "from": ["2026-02-24"], "to": ["2026-03-02"], "lang": ["ru"],
    }  # fmt: skip


def test_many_signals_are_counted_and_the_first_are_told() -> None:
    told = plain(message(rule("signals", "en", "staff"), [signal(place) for place in "ABCDE"], SEEN_FROM, "http://x"))
    assert told[0] == "5 new signals: Smoke · District A, …"
    assert [line.partition(":")[0] for line in told[1:4]] == [f"Smoke · District {place}" for place in "ABC"]
    assert told[4] == "and 2 more"
    assert len(told) == 7
    assert told[-1].startswith("http://x/overview?")  # staff do not open the queue
    assert "role=staff" in told[-1]


@pytest.mark.parametrize(
    ("n", "subject"),
    [(1, "На контроле, срок подошёл: № 1 · Ямы"), (2, "2 пункта на контроле: срок подошёл"),
     (5, "5 пунктов на контроле: срок подошёл")],
)  # fmt: skip
def test_control_items_are_told_with_their_date_and_who_answers(n: int, subject: str) -> None:
    told = plain(message(rule("control_due"), [item(k) for k in range(1, n + 1)], SEEN_FROM, "http://x"))
    assert told[:2] == [subject, "№ 1 · Ямы: до 2 мар. 2026, отвечает Семёнов"]
    assert told[-1] == "http://x/queue?view=control&lang=ru"
    (owned,) = message(rule("control_due"), [item(1, owner="operator")], SEEN_FROM, "http://x").lines[:1]
    assert owned.endswith("отвечает Оператор")


def test_signals_found_are_those_nobody_has_touched_within_the_rights_of_the_rule(own_store: Engine) -> None:
    with_news(own_store)

    def found(role: str, who: str = "") -> list[str]:
        asked = rule("signals", role=role, who=who)
        return [finding.subject for finding in findings(asked, sight(asked, ask), ask, day(NEWS + 1))]

    (key,) = found("operator")
    assert key == f"smoke:B:{day(NEWS).date()}"
    assert found("head", "B") == [key]
    assert found("head", "Район A") == []
    mark(OPERATOR, {"topic": "smoke", "district": "B", "from": day(NEWS).date()}, "acknowledged")
    assert found("operator") == []


def test_control_items_found_are_due_and_in_sight(own_store: Engine) -> None:
    load_region(own_store, {"A": 50_000, "B": 40_000})
    for number, (place, due) in enumerate([("A", 2026), ("B", 2026), ("A", 2999)]):
        take(OPERATOR, Subject("case", f"pos:{number}", "", "", place), due=date(due, 1, 1))

    def found(role: str, who: str = "") -> list[str]:
        asked = rule("control_due", role=role, who=who)
        return [finding.subject for finding in findings(asked, sight(asked, ask), ask, day(0))]

    assert found("operator") == ["1:2026-01-01", "2:2026-01-01"]
    assert found("head", "B") == ["2:2026-01-01"]


def test_an_empty_store_has_nothing_to_tell(own_store: Engine) -> None:
    for about in ("signals", "overdue", "control_due"):
        assert findings(rule(about), sight(rule(about), ask), ask, day(0)) == []
