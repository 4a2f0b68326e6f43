"""Polls of the demo region: published counts, a vote by municipality, several answers, a scale, and a consultation."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_samples.people_and_places import MUNICIPALITIES

Rng = np.random.Generator
PUBLISHED = (18, 10, 49, 21, 78, 7)  # a poll of 183 people
RANKED = (12264, 5279, 5246, 3695, 3592, 2778, 2637, 2483, 2028)  # 40,002 votes, how many people nobody counted
YARD = ("Каток", "Сцена", "Детская площадка", "Парковка", "Деревья и скамейки", "Другое")
PARKS = ("Набережная", "Городской сад", "Парк у озера", "Сосновый бор", "Сквер Мира", "Парк «Заречный»",
         "Молодёжный сквер", "Аллея Труда", "Сквер у вокзала")  # fmt: skip
SNOW = ("Ночью", "Рано утром", "Днём по графику")
MISSING = ("Врачи", "Тротуары", "Освещение", "Детские кружки", "Автобусы по вечерам")
MARKS = ("1 – очень плохо", "2 – плохо", "3 – средне", "4 – хорошо", "5 – отлично")
# What people said of the buses; two groups see it differently, the last three nearly all alike.
STATEMENTS = (
    "Проезд должен подорожать, если автобусы станут ходить чаще",
    "Полосу для автобусов надо отделить на всех проспектах",
    "Частных перевозчиков пора убрать",
    "Парковка в центре должна быть платной",
    "Дорогам нужен ремонт, а не новые автобусы",
    "Машин в городе будет только больше, и город должен под них строиться",
    "Выделенные полосы создают пробки",
    "Автобусы важнее личных машин",
    "Автобусы должны ходить и после десяти вечера",
    "На остановках нужны навесы",
    "Расписание на табло не совпадает с тем, что приезжает",
)
FIRST_GROUP = (0.8, 0.9, 0.7, 0.75, 0.15, 0.1, 0.1, 0.95, 0.9, 0.95, 0.85)  # who agrees, of those who answer
SECOND_GROUP = (0.1, 0.15, 0.4, 0.05, 0.9, 0.85, 0.9, 0.1, 0.8, 0.95, 0.9)
IN_FIRST = 0.4


def poll_results(last: date, rng: Rng, towns: int) -> list[dict[str, Any]]:
    """A row for each option, by municipality where the poll knows it; votes come from the first so many `towns`."""
    ended, running = (
        (last - timedelta(days=30), last - timedelta(days=9)),
        (last - timedelta(days=5), last + timedelta(9)),
    )
    rows = _rows("О-1", "Опрос", "Что построить во дворе?", "Один вариант", YARD, PUBLISHED, ended)
    rows += _rows(
        "РГ-1", "Рейтинговое голосование", "Какой парк благоустроить первым?", "Рейтинг", PARKS, RANKED, ended
    )
    for town in MUNICIPALITIES[:towns]:
        people = round(town.population / 400 * rng.uniform(0.3, 1.7))
        votes = rng.multinomial(people, rng.dirichlet((10, 6, 4)))
        rows += _rows("О-2", "Голосование", "Когда убирать снег?", "Один вариант", SNOW, votes, ended, town.name)
    for town in MUNICIPALITIES[: towns // 2]:
        people = max(round(town.population / 900), 12)
        votes = rng.binomial(people, (0.55, 0.48, 0.3, 0.22, 0.4))
        rows += _rows("О-3", "Опрос", "Чего не хватает рядом с домом?", "Несколько вариантов", MISSING, votes, ended,
                      town.name, people=people)  # fmt: skip
    marks = rng.multinomial(600, (0.08, 0.17, 0.36, 0.27, 0.12))
    title = "Оцените уборку улиц от 1 до 5"
    return rows + _rows("О-4", "Опрос", title, "Шкала", MARKS, marks, running, sample="Да")


def _rows(
    code: str,
    kind: str,
    title: str,
    asked: str,
    options: tuple[str, ...],
    votes: Any,
    dates: tuple[date, date],
    place: str = "",
    people: int | str = "",
    sample: str = "",
) -> list[dict[str, Any]]:
    about = {"Код опроса": code, "Вид": kind, "Опрос": title, "Вопрос": title, "Тип вопроса": asked}
    when = {"Дата начала": f"{dates[0]:%d.%m.%Y}", "Дата окончания": f"{dates[1]:%d.%m.%Y}"}
    return [
        about | {"Вариант ответа": option, "Муниципалитет": place, "Голосов": int(count), "Ответили на вопрос": people,
                 "Выборочный": sample} | when
        for option, count in zip(options, votes, strict=True)
    ]  # fmt: skip


def write_consultation(out: Path, last: date, rng: Rng, people: int) -> None:
    """The three files of a Polis export: who agrees with whose statements about the buses."""
    begins = datetime.combine(last - timedelta(days=25), datetime.min.time())
    votes = _votes(begins, rng, people)
    agree, against = (votes[votes["vote"] == sign].groupby("comment-id").size() for sign in (1, -1))
    statements = pd.DataFrame({"comment-id": range(len(STATEMENTS)), "author-id": range(len(STATEMENTS))})
    statements.insert(0, "timestamp", _milliseconds(begins))
    counts = {"agrees": agree, "disagrees": against}
    for name, count in counts.items():
        statements[name] = statements["comment-id"].map(count).fillna(0).astype(int)
    statements.assign(moderated=1).assign(**{"comment-body": STATEMENTS}).to_csv(out / "comments.csv", index=False)
    votes.to_csv(out / "votes.csv", index=False)
    about = {"topic": "Какими должны быть автобусы?", "url": "https://pol.is/demo-buses", "views": people * 3,
             "voters": people, "voters-in-conv": people, "commenters": len(STATEMENTS), "comments": len(STATEMENTS),
             "groups": 2, "conversation-description": "Что изменить в городских автобусах?"}  # fmt: skip
    lines = "".join(f"{name},{value}\n" for name, value in about.items())
    (out / "summary.csv").write_text(lines, encoding="utf-8")


def _votes(begins: datetime, rng: Rng, people: int) -> pd.DataFrame:
    """Each person answers about four fifths of the statements, and passes now and then."""
    first = rng.random(people) < IN_FIRST
    likely = np.where(first[:, None], FIRST_GROUP, SECOND_GROUP)
    signs = np.where(rng.random(likely.shape) < likely, 1, -1)
    signs[rng.random(likely.shape) < 0.08] = 0
    answered = rng.random(likely.shape) < 0.8
    person, statement = np.nonzero(answered)
    minutes = np.sort(rng.integers(0, 24 * 1440, people))[person] + statement
    moments = [_milliseconds(begins + timedelta(minutes=int(after))) for after in minutes]
    return pd.DataFrame(
        {"timestamp": moments, "comment-id": statement, "voter-id": person, "vote": signs[person, statement]}
    )


def _milliseconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds() * 1000)
