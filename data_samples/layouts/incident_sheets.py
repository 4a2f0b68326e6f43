"""Other exports of «Инцидент Менеджмент»: «Детализация», «Инциденты», the one without dates, the training CSV."""

import numpy as np
import pandas as pd

from data_samples.layouts import Setting
from data_samples.layouts.incidents import incident_cabinet
from data_samples.writers import Columns

_TO_FIRST = "Время с даты создания инцидента до времени первого ответа"
_TO_END = "Время с начала создания инцидента до окончания"


def incident_details(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """Sheet «Детализация»: six columns, no number."""
    cells = dict(incident_cabinet(cases, setting, rng))
    headers = ("Муниципалитет", "Дата создания", "Группа тем", "Тема", "Причина закрытия", "Урл блога")
    return [(header, cells[header]) for header in headers]


def incident_list(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """Sheet «Инциденты»: department and executor in one column, time to the reply, importance."""
    cells = dict(incident_cabinet(cases, setting, rng))
    desks = zip(cells["Отдел"], cells["Исполнитель"], strict=True)
    return [
        ("ID", cells["ID"]),
        ("Отдел/Исполнитель", [f"{desk}/{executor}" if executor else desk for desk, executor in desks]),
        ("Дата создания", cells["Дата создания"]),
        ("Время до ответа, ч:м:с", cells[_TO_FIRST]),
        ("Важность", _importance(len(cases), rng)),
        *((header, cells[header]) for header in ("Муниципалитет", "Группа тем", "Тема", "Урл поста")),
    ]


def incident_durations(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """Ten columns without any date: it can tell how long, never when."""
    cells = dict(incident_cabinet(cases, setting, rng))
    headers = ("ID", "Отдел", "Исполнитель", "Муниципалитет", "Группа тем", "Тема")
    return [
        *((header, cells[header]) for header in headers),
        ("Важность", _importance(len(cases), rng)),
        ("Время до первого ответа", cells[_TO_FIRST]),
        ("Время до закрытия", cells[_TO_END]),
        ("Итог", cells["Итог"]),
    ]


def hackathon(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """A depersonalised training export: who speaks, topic, executor and text."""
    cells = dict(incident_cabinet(cases, setting, rng))
    executors = [executor or desk for desk, executor in zip(cells["Отдел"], cells["Исполнитель"], strict=True)]
    return [
        ("Олицетворение", cells["Муниципалитет"]),
        ("Группа тем", cells["Группа тем"]),
        ("Тема", cells["Тема"]),
        ("Исполнитель", executors),
        ("Текст инцидента", cells["Текст инцидента"]),
    ]


def _importance(count: int, rng: np.random.Generator) -> list[str]:
    found: list[str] = rng.choice(["Высокая", "Обычная", "ЛС"], count, p=[0.07, 0.85, 0.08]).tolist()
    return found
