"""Surveys of the demo region, an answer a row and a respondent a row; residents by age."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from data_samples.people_and_places import MUNICIPALITIES

Rng = np.random.Generator
TITLE = "Жизнь в нашем районе"
CLOSED, CHOICES = "Довольны ли вы своим районом?", ("Да", "Скорее да", "Скорее нет", "Нет")
OPEN = "Чего не хватает в вашем районе?"
TOWNS = 4  # municipalities asked
# What is missing, how it is said, and how much more often the young say it than the old.
THEMES: tuple[tuple[float, float, tuple[str, ...]], ...] = (
    (0.26, 0.4, ("Нужна поликлиника", "Поликлиника рядом с домом", "Не хватает врачей в поликлинике",
                 "поликлиники нет, ездим в центр", "Врачей! В поликлинике очереди", "Новую поликлинику бы построить",
                 "хватает всего, кроме врачей", "Врача не дождёшься, поликлиника старая")),
    (0.2, 2.5, ("Детская площадка", "Нормальной детской площадки", "Площадки для детей", "детские площадки старые",
                "Площадка для детей во дворе", "Спортивная площадка", "Площадки для подростков нет")),
    (0.18, 1.0, ("Хороших дорог", "Дороги без ям", "Ямы на дорогах", "ремонт дороги к школе", "Дорогу отремонтируйте",
                 "Дорога разбита, одни ямы", "Тротуаров и нормальной дороги")),
    (0.14, 0.7, ("Автобусы вечером", "Автобусы ходят редко", "автобуса не дождаться", "Вечерних автобусов в центр",
                 "Больше автобусов", "Автобус до больницы")),
    (0.1, 1.0, ("Освещение во дворах", "Фонари не горят, темно", "освещения на улице", "Фонарей! Вечером темно",
                "Уличное освещение")),
)  # fmt: skip
OTHER = ("Библиотеки", "Кинотеатра", "тишины", "Всё устраивает", "Мест для выгула собак", "Рынка", "Спокойствия",
         "Звоните мне 8 912 345-67-89, расскажу", "Банкомата", "Велодорожек", "Бассейна", "не знаю")  # fmt: skip
# The second survey, as forms export it: a column for each question. The last way to ride is told by hardly anybody.
FORM, WAYS = "Как мы ездим", ("Автобус", "Личная машина", "Пешком", "Такси", "Велосипед")
CONTENT = ("Да, устраивает", "Скорее нет", "Нет", "Затрудняюсь ответить")
WISHES = ("Автобус до больницы по утрам", "Больше рейсов в выходные", "Тёплые остановки", "Чтобы ходили по расписанию",
          "Скидку школьникам", "Низкий пол для колясок", "Пускайте автобусы после десяти", "Рейсы в выходные чаще",
          "Остановку у рынка", "Утром не влезть, больше автобусов", "Расписание на остановках",
          "Водителям вежливости", "Меня зовут Анна, звоните 8 912 345-67-89")  # fmt: skip
TAILS = ("", "!", ", очень нужно", " – и поскорее", ", пожалуйста")
# Five-year spans from 15 on and how the residents fall into them; women live longer.
SPANS = tuple((low, low + 4) for low in range(0, 80, 5))
PART = (5.6, 6.4, 6.0, 5.2, 5.0, 5.6, 7.6, 8.4, 7.6, 7.0, 6.4, 6.2, 7.0, 6.6, 4.8, 4.6)


def survey(last: date, rng: Rng, people: int) -> list[dict[str, Any]]:
    """Two rows for each respondent; more women and older people answer than live there."""
    towns = MUNICIPALITIES[:TOWNS]
    size = np.array([town.population for town in towns], dtype=float) ** 0.5
    rows: list[dict[str, Any]] = []
    dates = {
        "Дата начала": f"{last - timedelta(days=21):%d.%m.%Y}",
        "Дата окончания": f"{last - timedelta(days=2):%d.%m.%Y}",
    }
    for number in range(1, people + 1):
        town = towns[int(rng.choice(len(towns), p=size / size.sum()))]
        age, woman = int(np.clip(rng.normal(49, 16), 18, 88)), bool(rng.random() < 0.66)
        day = last - timedelta(days=int(rng.integers(3, 20)))
        about = {"№ анкеты": number, "Код опроса": "О-5", "Опрос": TITLE} | dates
        who = {"Муниципалитет": town.name, "Возраст": age, "Пол": "Женский" if woman else "Мужской",
               "Дата ответа": f"{day:%d.%m.%Y}"}  # fmt: skip
        likes = np.array((0.2, 0.34, 0.28, 0.18)) * np.linspace(0.6 if age < 40 else 1.3, 1, 4)
        chosen = CHOICES[int(rng.choice(4, p=likes / likes.sum()))]
        rows.append(about | {"Вопрос": CLOSED, "Тип вопроса": "Один вариант", "Ответ": chosen} | who)
        rows.append(about | {"Вопрос": OPEN, "Тип вопроса": "Открытый вопрос", "Ответ": _said(age, rng)} | who)
    return rows


def form(last: date, rng: Rng, people: int) -> list[dict[str, Any]]:
    """A row for each respondent: ways to ride in one cell, one of a list, a mark from 1 to 5, a wish; half wish."""
    rows: list[dict[str, Any]] = []
    for number in range(1, people + 1):
        town = MUNICIPALITIES[int(rng.integers(TOWNS))]
        age, woman = int(np.clip(rng.normal(44, 15), 18, 85)), bool(rng.random() < 0.6)
        ways = [way for way, often in zip(WAYS, (0.6, 0.45, 0.35, 0.15, 0.1), strict=True) if rng.random() < often]
        second = int(rng.integers(86_400 * 12))
        at = datetime.combine(last - timedelta(days=14), datetime.min.time()) + timedelta(seconds=second)
        rows.append({
            "ID": 5000 + number, "Время создания": f"{at:%Y-%m-%d %H:%M:%S}", "Название опроса": FORM,
            "Ваш муниципалитет": town.name, "Ваш возраст": age, "Ваш пол": "Женский" if woman else "Мужской",
            "Как с вами связаться? (e-mail)": f"person{number}@example.org" if rng.random() < 0.2 else "",
            "Чем вы обычно ездите?": ";".join(ways or ["Пешком"]),
            "Устраивает ли вас расписание?": CONTENT[int(rng.choice(4, p=(0.35, 0.3, 0.25, 0.1)))],
            "Оцените работу автобусов от 1 до 5": int(np.clip(round(rng.normal(3.1 if age < 40 else 3.6, 1)), 1, 5)),
            "Что изменить в автобусах?": _wish(rng) if rng.random() < 0.5 else "",
        })  # fmt: skip
    return rows


def _wish(rng: Rng) -> str:
    return WISHES[int(rng.integers(len(WISHES)))] + TAILS[int(rng.integers(len(TAILS)))]


def _said(age: int, rng: Rng) -> str:
    weights = np.array([often * (young if age < 40 else 1) for often, young, _ in THEMES] + [0.16])
    theme = int(rng.choice(len(weights), p=weights / weights.sum()))
    words = OTHER if theme == len(THEMES) else THEMES[theme][2]
    return words[int(rng.integers(len(words)))]


def residents_by_age(towns: int) -> list[dict[str, Any]]:
    """A row for each municipality × sex × span of five years, and one for the oldest."""
    rows = []
    for town in MUNICIPALITIES[:towns]:
        for sex in ("Мужчины", "Женщины"):
            parts = np.array(PART) * (np.linspace(1.03, 0.62, len(PART)) if sex == "Мужчины" else 1)
            half = town.population * (0.465 if sex == "Мужчины" else 0.535)
            counts = np.round(half * parts / parts.sum()).astype(int)
            for (low, high), count in zip(SPANS, counts, strict=True):
                age = f"{low}–{high}" if high < 79 else f"{low} лет и старше"
                rows.append({"Муниципалитет": town.name, "Пол": sex, "Возраст": age, "Население": int(count),
                             "Год": 2025})  # fmt: skip
    return rows
