"""A round against a real store, a real desk and a real mail server: who gets which words, and how often."""

from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine, update

from alerts.round import look_all
from alerts.rules import Rules, read_rules
from alerts.sending import Message, send
from queries.remote import ask
from store.tables import case
from tests.alerts.conftest import Letters
from tests.sample_cases import a_case, load, load_region

NOW = datetime(2026, 1, 11, 9)
OVERDUE = """
address = "https://svodka.example"
[[rule]]
name = "Просрочка в А"
about = "overdue"
above = 2
role = "head"
as = "A"
every = 60
to = ["{to}"]
"""


def rules(tmp_path: Path, text: str) -> Rules:
    file = tmp_path / "alerts.toml"
    file.write_text(text, encoding="utf-8")
    return read_rules(file)


def with_overdue(engine: Engine, in_a: int = 3, in_b: int = 5) -> None:
    """Overdue since day 5 in A and B, one open in A that has time, one in A without a deadline."""
    load_region(engine, {"A": 50_000, "B": 40_000})
    late = [a_case(n, due=4 + n, district_id="A", topic_source="Ямы") for n in range(in_a)]
    elsewhere = [a_case(100 + n, due=4, district_id="B") for n in range(in_b)]
    rest = [a_case(200, due=20, district_id="A"), a_case(201, district_id="A")]
    load(engine, [*late, *elsewhere, *rest], until=10)


def test_the_head_of_a_municipality_gets_one_letter_in_russian_about_it_alone(
    own_store: Engine, letters: Letters, tmp_path: Path
) -> None:
    with_overdue(own_store)
    asked = rules(tmp_path, OVERDUE.format(to=letters.address("head@example.org")))
    assert look_all(asked, ask, send, NOW) == 1
    assert look_all(asked, ask, send, NOW + timedelta(minutes=1)) == 0
    ((recipients, letter),) = letters.came
    assert recipients == ["head@example.org"]
    assert letter["Subject"] == "Просрочено сейчас 3 обращения · Район A"
    *lines, link = letter.get_content().strip().splitlines()
    assert [line.replace("\u202f", " ") for line in lines] == [
        "Район A",
        "Просрочено 3 (3 события) из 5 открытых обращений, порог — 2.",
        "Из открытых срок неизвестен у 1.",
        "Дольше всех ждёт № 0, Ямы: срок истёк 5 янв. 2026.",
        "Данные по 11 янв. 2026, 00:00.",
    ]
    parts = urlsplit(link)
    assert (parts.netloc, parts.path) == ("svodka.example", "/queue")
    assert parse_qs(parts.query) == {"why": ["overdue"], "role": ["head"], "as": ["A"], "lang": ["ru"]}


def test_an_overdue_count_is_told_again_after_it_fell_or_after_a_day(
    own_store: Engine, letters: Letters, tmp_path: Path
) -> None:
    with_overdue(own_store)
    asked = rules(tmp_path, OVERDUE.format(to=letters.address("head@example.org")))

    def at(hours: float) -> int:
        return look_all(asked, ask, send, NOW + timedelta(hours=hours))

    assert [at(0), at(2), at(23.9)] == [1, 0, 0]
    assert at(24) == 1
    _decided(own_store, "pos:0")  # two are left, which is not above two
    assert at(24.5) == 0
    _decided(own_store, "pos:0", None)
    assert at(24.75) == 0  # above again, within the hour of the last message
    assert at(25) == 1


def test_a_message_that_nobody_got_is_tried_again(own_store: Engine, tmp_path: Path, letters: Letters) -> None:
    with_overdue(own_store)
    asked = rules(tmp_path, OVERDUE.format(to=letters.address("head@example.org")))
    assert look_all(asked, ask, lambda *_: False, NOW) == 0
    assert look_all(asked, ask, send, NOW + timedelta(minutes=1)) == 1
    assert len(letters.came) == 1


def test_a_rule_that_fails_does_not_stop_the_others(
    own_store: Engine, letters: Letters, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with_overdue(own_store)
    lost = OVERDUE.replace("Просрочка в А", "lost").replace('as = "A"', 'as = "Z"').replace("{to}", "json://127.0.0.1")
    other = OVERDUE.format(to=letters.address("head@example.org")).split("[[rule]]")[1]
    assert look_all(rules(tmp_path, lost + "[[rule]]" + other), ask, send, NOW) == 1
    assert "the alert 'lost' failed" in caplog.text


def test_an_address_with_a_secret_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    secret = "mailto://anna:hunter2@127.0.0.1:1/?mode=insecure&from=a@example.org&to=b@example.org"
    assert not send(Message("s", ("l",)), [secret], "night")
    assert caplog.messages == ["alert 'night': recipient number 1 (mailto) could not be reached"]


def _decided(engine: Engine, case_id: str, when: datetime | None = NOW - timedelta(days=2)) -> None:
    state = "answered" if when else "in_progress"
    with engine.begin() as connection:
        connection.execute(
            update(case).where(case.c.id == case_id).values(decided_at=when, closed_at=when, state=state)
        )
