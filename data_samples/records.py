"""Files without cases: calls and services by day, ratings, official pages, call-backs, notes, polls."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_samples.agencies import agencies_table
from data_samples.lookups import write_table
from data_samples.people_and_places import MUNICIPALITIES
from data_samples.plan import Plan
from data_samples.polls import poll_results, write_consultation
from data_samples.survey import form, residents_by_age, survey

Rng = np.random.Generator
OFFICES = 6  # municipalities with a one-stop centre
SERVICES = ("Паспорт гражданина", "Регистрация недвижимости", "Пособие на ребёнка", "Справка о составе семьи")
CONSULTED, CONSULTED_SAMPLE = 240, 20  # people who take part in the consultation
SURVEYED, SURVEYED_SAMPLE = 900, 75  # people who answer the survey, two questions each
FORMED_SAMPLE = 40


def write_records(plan: Plan, out: Path, days: int | None = None) -> None:
    """One CSV for each layout; a consultation has three. `days`: only the last so many, all of the period without."""
    last = plan.period.end.date()
    first = plan.period.start.date() if days is None else last - timedelta(days=days - 1)
    known = pd.date_range(first, last - timedelta(days=1))
    tables: dict[str, Callable[[pd.DatetimeIndex, Rng], list[dict[str, Any]]]] = {
        "call_volumes": _calls,
        "mfc_volumes": _offices,
        "service_volumes": _services,
        "service_ratings": lambda _days, rng: _ratings(last, rng),
        "official_pages": lambda _days, rng: _pages(last, rng),
        "callbacks": _callbacks,
        "annotations": lambda _days, _rng: _notes(last),
        "poll_results": lambda _days, rng: poll_results(last, rng, len(MUNICIPALITIES) if days is None else 4),
        "discussions": lambda _days, rng: _discussions(last, rng),
    }
    for number, (name, make) in enumerate(tables.items()):
        rng = np.random.default_rng([plan.seed, 700, number])
        write_table(pd.DataFrame(make(known, rng)), out / f"{name}.csv")
    people, towns = (SURVEYED, len(MUNICIPALITIES)) if days is None else (SURVEYED_SAMPLE, 4)
    write_table(pd.DataFrame(survey(last, np.random.default_rng([plan.seed, 701]), people)), out / "poll_answers.csv")
    filled = form(last, np.random.default_rng([plan.seed, 702]), people if days is None else FORMED_SAMPLE)
    write_table(pd.DataFrame(filled), out / "survey_columns.csv")
    write_table(pd.DataFrame(residents_by_age(towns)), out / "resident_groups.csv")
    rng = np.random.default_rng([plan.seed, 700, len(tables)])
    write_consultation(out, last, rng, CONSULTED if days is None else CONSULTED_SAMPLE)


def _dotted(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _agencies(count: int) -> list[dict[Any, Any]]:
    """Organisations that have a home municipality."""
    table = agencies_table()
    return table[table["Муниципалитет"].fillna("") != ""].head(count).to_dict("records")


def _calls(days: pd.DatetimeIndex, rng: Rng) -> list[dict[str, Any]]:
    """Lines 122 and 117: fewer calls at weekends; the more calls, the more are lost."""
    rows = []
    for day in days:
        for line, usual in (("122", 420), ("117", 130)):
            came = int(rng.poisson(usual * (0.55 if day.weekday() >= 5 else 1)))
            lost = int(rng.binomial(came, 0.03 + 0.05 * (came > usual)))
            wait = int(rng.gamma(2, 14 + 30 * lost / max(came, 1)))
            rows.append({"Дата": _dotted(day), "Линия": line, "Отвечено": came - lost, "Потеряно": lost,
                         "Среднее время ожидания, сек": wait})  # fmt: skip
    return rows


def _offices(days: pd.DatetimeIndex, rng: Rng) -> list[dict[str, Any]]:
    rows = []
    for day in days[days.day_of_week < 6][-120:]:
        for town in MUNICIPALITIES[:OFFICES]:
            service = SERVICES[int(rng.integers(len(SERVICES)))]
            rows.append({"Дата": _dotted(day), "МФЦ": f"МФЦ, {town.center}", "Муниципалитет": town.name,
                         "Услуга": service, "Обращений": int(rng.poisson(3 + town.population / 9000)),
                         "Среднее время ожидания, мин": f"{rng.gamma(3, 2.2):.1f}".replace(".", ","),
                         "Средняя оценка": f"{min(5, rng.normal(4.6, 0.2)):.1f}".replace(".", ","),
                         "Количество оценок": int(rng.integers(1, 20))})  # fmt: skip
    return rows


def _services(days: pd.DatetimeIndex, rng: Rng) -> list[dict[str, Any]]:
    usual = {"Одно окно": 60, "Видеоконсультант": 9, "Чат-бот": 240}
    return [
        {"Дата": _dotted(day), "Канал": channel, "Услуга": SERVICES[place % len(SERVICES)],
         "Количество": int(rng.poisson(count)), "Без ответа": int(rng.poisson(count / 40))}
        for day in days[-30:] for place, (channel, count) in enumerate(usual.items())
    ]  # fmt: skip


def _ratings(last: date, rng: Rng) -> list[dict[str, Any]]:
    criteria = ("Простота и понятность", "Доступность информации", "Соблюдение срока", "Вежливость")
    rows = []
    for body in _agencies(40):
        level = rng.normal(4.1, 0.4)
        marks = {name: f"{np.clip(level + rng.normal(0, 0.25), 1, 5):.2f}".replace(".", ",") for name in criteria}
        rows.append({"Организация": body["Организация"], "Район": body["Муниципалитет"]} | marks
                    | {"Количество оценок": int(rng.integers(5, 400)), "Дата": _dotted(last)})  # fmt: skip
    return rows


def _pages(last: date, rng: Rng) -> list[dict[str, Any]]:
    """A page each; about one in seven is silent for months, one in twenty has no post at all."""
    rows = []
    for number, body in enumerate(_agencies(60), 1):
        silent = int(rng.integers(40, 400)) if rng.random() < 0.15 else int(rng.integers(0, 12))
        post = "" if rng.random() < 0.05 else _dotted(last - timedelta(days=silent))
        network, host = (("ВКонтакте", "vk.com"), ("Одноклассники", "ok.ru"))[int(rng.random() < 0.3)]
        rows.append({"Организация": body["Организация"], "Муниципалитет": body["Муниципалитет"], "Соцсеть": network,
                     "Ссылка": f"https://{host}/demo_gos_{number}", "Подписчиков": int(rng.lognormal(7, 1)),
                     "Последняя публикация": post, "Отметка госпаблика": "Да" if rng.random() < 0.8 else "Нет",
                     "По состоянию на": _dotted(last)})  # fmt: skip
    return rows


def _callbacks(days: pd.DatetimeIndex, rng: Rng) -> list[dict[str, Any]]:
    """Of the valid calls seven in ten are put through; half of those solved, two fifths satisfied."""
    bodies, rows = _agencies(25), []
    for number in range(1, 241):
        body, through = bodies[int(rng.integers(len(bodies)))], rng.random() < 0.7
        solved, pleased = through and rng.random() < 0.5, through and rng.random() < 0.4
        answers = [("Да" if yes else "Нет") if through else "" for yes in (solved, pleased)]
        day = days[int(rng.integers(max(len(days) - 60, 0), len(days)))]
        rows.append({"№ обзвона": f"КО-{number}", "Дата обзвона": _dotted(day), "Муниципалитет": body["Муниципалитет"],
                     "Организация": body["Организация"], "Дозвонились": "Да" if through else "Нет",
                     "Вопрос решён": answers[0], "Заявитель доволен": answers[1],
                     "Обзвон действителен": "Да" if rng.random() < 0.95 else "Нет"})  # fmt: skip
    return rows


def _notes(last: date) -> list[dict[str, Any]]:
    events = ((40, 2, "Метель", "", "Метель, дороги закрыты"),
              (21, 1, "Авария", MUNICIPALITIES[0].name, "Авария на теплосети"),
              (10, 0, "Прямая линия", "", "Прямая линия губернатора"))  # fmt: skip
    return [
        {"Начало": _dotted(last - timedelta(days=ago)), "Окончание": _dotted(last - timedelta(days=ago - length)),
         "Вид события": kind, "Муниципалитет": place, "Описание": text}
        for ago, length, kind, place, text in events
    ]  # fmt: skip


def _discussions(last: date, rng: Rng) -> list[dict[str, Any]]:
    topics = ("Проект бюджета", "Правила благоустройства", "Схема движения автобусов", "Границы сквера")
    return [
        {"№ обсуждения": f"ОО-{number}", "Вид": ("Публичные слушания", "Общественное обсуждение")[number % 2],
         "Тема обсуждения": topic, "Муниципалитет": MUNICIPALITIES[number].name,
         "Дата начала": _dotted(last - timedelta(days=15 * number)),
         "Дата окончания": _dotted(last - timedelta(days=number)),
         "Поступило предложений": int(rng.integers(10, 60)), "Учтено": int(rng.integers(0, 10)),
         "Участников": int(rng.integers(20, 300)), "Итог": "Одобрено с доработкой"}
        for number, topic in enumerate(topics, 1)
    ]  # fmt: skip
