"""Polls for the small region: one of each kind, loaded as files bring them, with numbers one can check by hand."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from store.record_tables import (
    discussion,
    poll,
    poll_answer,
    poll_option,
    poll_question,
    poll_result,
    poll_statement,
    resident_group,
    statement_vote,
)
from tests.pages.small_store import LAKE, NOW, QUIET, RIVER, TOWN

PUBLISHED = (18, 10, 49, 21, 78, 7)  # n = 183
RANKED = (12264, 5279, 5246, 3695, 3592, 2778, 2637, 2483, 2028)  # 40,002 votes
SNOW: dict[str | None, tuple[int, ...]] = {
    TOWN: (600, 300, 100),
    RIVER: (20, 40, 40),
    LAKE: (30, 60, 60),
    QUIET: (2, 1, 0),
}


def fill(engine: Engine) -> None:
    """A poll of 183 people, a vote of 40,002 votes, one by municipality, one of several answers, a scale, a hearing."""
    with engine.begin() as connection:
        _poll(connection, "yard", "poll", "Двор", [("single", {None: PUBLISHED}, None)])
        _poll(connection, "park", "ranked_vote", "Парк", [("ranked", {None: RANKED}, None)])
        _poll(connection, "snow", "vote", "Снег", [("single", SNOW, None)], ends=NOW + timedelta(days=3))
        _poll(connection, "bus", "poll", "Автобусы", [("multiple", {None: (60, 50)}, 80)], sample=True)
        _poll(connection, "mark", "poll", "Оценка уборки", [("scale", {None: (10, 20, 40, 20, 10)}, None)])
        dates = {"starts_at": NOW - timedelta(days=20), "ends_at": NOW - timedelta(days=2)}
        about = {"title": "Бюджет", "kind": "hearing", "outcome": "Одобрено", "batch_id": 1} | dates
        connection.execute(insert(discussion).values(
            key="budget", id="budget", **about, district_id=RIVER, proposals=12, accepted=5, participants=140
        ))  # fmt: skip


def _poll(
    connection: Any,
    id: str,
    kind: str,
    title: str,
    questions: list[tuple[str, dict[str | None, tuple[int, ...]], int | None]],
    *,
    ends: datetime = NOW - timedelta(days=5),
    sample: bool = False,
) -> None:
    common = {"poll_id": id, "batch_id": 1}
    connection.execute(insert(poll).values(
        key=id, id=id, kind=kind, title=title, starts_at=NOW - timedelta(days=15), ends_at=ends,
        self_selected=not sample, batch_id=1,
    ))  # fmt: skip
    for number, (asked, places, voters) in enumerate(questions):
        question_id = f"{id}|{number}"
        connection.execute(insert(poll_question).values(
            key=question_id, id=question_id, kind=asked, title=title, position=number, **common
        ))  # fmt: skip
        for place in range(len(next(iter(places.values())))):
            option_id = f"{question_id}|{place}"
            label = str(place + 1) if asked == "scale" else f"Вариант {place + 1}"
            connection.execute(insert(poll_option).values(
                key=option_id, id=option_id, question_id=question_id, title=label, position=place, **common
            ))  # fmt: skip
            for district, votes in places.items():
                connection.execute(insert(poll_result).values(
                    key=f"{option_id}|{district}", option_id=option_id, district_id=district, votes=votes[place],
                    voters=voters, **common,
                ))  # fmt: skip


def ask_twice(engine: Engine) -> None:
    """Two questions of one title: of the town 10 and 90 of 100 choose «Вариант 1», of the lake 20 and 80."""
    first: dict[str | None, tuple[int, ...]] = {TOWN: (10, 90), LAKE: (20, 80)}
    second: dict[str | None, tuple[int, ...]] = {TOWN: (90, 10), LAKE: (80, 20)}
    with engine.begin() as connection:
        _poll(connection, "twice", "poll", "Довольны?", [("single", first, None), ("single", second, None)])


def ask_for_several(engine: Engine, town: tuple[int, ...], lake: tuple[int, ...], voters: int = 40) -> None:
    """A question of several answers to `voters` people in the town and as many at the lake."""
    places: dict[str | None, tuple[int, ...]] = {TOWN: town, LAKE: lake}
    with engine.begin() as connection:
        _poll(connection, "several", "poll", "Чем ездите?", [("multiple", places, voters)])


def consult(engine: Engine) -> None:
    """Forty people on eight statements: half agree with the even ones, half with the odd ones."""
    with engine.begin() as connection:
        about = {"kind": "statements", "title": "Автобусы: за и против", "self_selected": True, "voters": 40}
        connection.execute(insert(poll).values(key="talk", id="talk", **about, batch_id=1))
        connection.execute(insert(poll_statement), [
            {"key": f"talk#{n}", "id": f"talk#{n}", "poll_id": "talk", "number": str(n), "text": f"Мысль {n}",
             "moderated": 1, "batch_id": 1}
            for n in range(8)
        ])  # fmt: skip
        connection.execute(insert(statement_vote), [
            {"key": f"{n}|{who}", "poll_id": "talk", "statement_id": f"talk#{n}", "voter_key": f"person {who}",
             "vote": 0 if (n + who // 2) % 9 == 0 else 1 if (n + who) % 2 else -1,
             "at": NOW - timedelta(days=3, minutes=who), "batch_id": 1}
            for n in range(8) for who in range(40)
        ])  # fmt: skip


# Of whom and where, and how many say yes: women and men of the town, women and men at the lake.
SURVEYED = (("f", TOWN, 20, 15), ("m", TOWN, 10, 5), ("f", LAKE, 10, 5), ("m", LAKE, 10, 5))
SAID = ("Нужна поликлиника", "Поликлиника у дома", "Дороги", "Дорогу к школе", "Тишины", "Бассейн", "Парк", "Рынок")


def survey(engine: Engine) -> None:
    """Fifty people of 25 to 34 answer yes or no and write what is missing, half of them of the clinic, a quarter of the
    roads; three in the village of Tikhy, two at the river. Residents by sex of the town, the lake and the region.
    """
    people = [(sex, place, number < yes) for sex, place, n, yes in SURVEYED for number in range(n)]
    people += [("f", QUIET, True)] * 3 + [("m", RIVER, True)] * 2
    about = {"kind": "poll", "title": "Жизнь в районе", "self_selected": True, "batch_id": 1}
    dates = {"starts_at": NOW - timedelta(days=9), "ends_at": NOW - timedelta(days=2)}
    with engine.begin() as connection:
        connection.execute(insert(poll).values(key="life", id="life", **about, **dates))
        common = {"poll_id": "life", "batch_id": 1}
        for position, (code, kind, title) in enumerate((("yes", "single", "Довольны?"), ("open", "text", "Чего нет?"))):
            id = f"life|{code}"
            question = {"key": id, "id": id, "kind": kind, "title": title, "position": position}
            connection.execute(insert(poll_question).values(**question, **common))
        for position, title in enumerate(("Да", "Нет")):
            id = f"life|yes|{title}"
            option = {"key": id, "id": id, "question_id": "life|yes", "title": title, "position": position}
            connection.execute(insert(poll_option).values(**option, **common))
        for number, (sex, place, yes) in enumerate(people):
            who = {"respondent_key": f"p{number}", "district_id": place, "age": "25-34", "sex": sex,
                   "at": NOW - timedelta(days=3)} | common  # fmt: skip
            said = SAID[
                number % 2 if number % 4 < 2 else 2 + number // 4 % 2 if number % 4 == 2 else 4 + number // 4 % 4
            ]
            connection.execute(insert(poll_answer).values(
                key=f"yes{number}", question_id="life|yes", option_id=f"life|yes|{'Да' if yes else 'Нет'}", **who
            ))  # fmt: skip
            connection.execute(insert(poll_answer).values(
                key=f"open{number}", question_id="life|open", text=said, **who
            ))  # fmt: skip
        whole: tuple[str | None, int, int] = (None, 270_000, 230_000)
        for home, women, men in ((TOWN, 220_000, 180_000), (LAKE, 30_000, 30_000), whole):
            for sex, n in (("f", women), ("m", men)):
                group = {"district_id": home, "sex": sex, "age_from": 25, "age_to": 34, "year": 2025, "people": n}
                connection.execute(insert(resident_group).values(key=f"{home}{sex}", **group, batch_id=1))
