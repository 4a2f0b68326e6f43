"""Registers in `;` CSV: calls to 122 and receptions; and the «Дело» registry card list."""

import numpy as np
import pandas as pd

from data_samples.answers import EXPLAINED, REDIRECTED, REFUSED, SOLVED
from data_samples.layouts import Setting
from data_samples.layouts.words import dotted_days, municipality_names, named, stamps
from data_samples.people_and_places import person
from data_samples.plan import source_number
from data_samples.replies import replies
from data_samples.texts import addresses, complaints
from data_samples.writers import Columns

_RESULTS = {SOLVED: "Решено", EXPLAINED: "Разъяснено", REDIRECTED: "Перенаправлено", REFUSED: "Отказано", -1: ""}
_VERDICTS = {
    SOLVED: "Поддержано. Меры приняты. ",
    EXPLAINED: "Разъяснено. ",
    REFUSED: "Не поддержано. ",
    REDIRECTED: "Направлено по компетенции. ",
}


def _numbers(channel: str, cases: pd.DataFrame) -> list[str]:
    filed = cases["filed"].dt.to_pydatetime() if len(cases) else []
    return [source_number(channel, n, t) for n, t in zip(cases["number"].tolist(), filed, strict=True)]


def calls_122(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """Contact-centre register, one call a row; coordinates in three fifths of the rows."""
    n = len(cases)
    point = setting.streets.point(cases["street"].to_numpy(), cases["house"].to_numpy())
    shown = (rng.random(n) < 0.6) & setting.streets.mappable[cases["street"].to_numpy()]
    swapped = shown & (rng.random(n) < 0.0008) & (cases["kind"] == "").to_numpy()
    lat = np.where(swapped, point[:, 0], point[:, 1]).tolist()
    lon = np.where(swapped, point[:, 1], point[:, 0]).tolist()
    age = (setting.end - cases["filed"].to_numpy()).astype("timedelta64[m]").astype("int64")
    state = np.select([cases["closed"].notna(), age < 45], ["Закрыто", "Новое"], "В работе")
    return [
        ("Номер обращения", _numbers("call_122", cases)),
        ("Дата и время звонка", stamps(cases["filed"], "dotted")),
        ("Ожидание ответа, сек", rng.gamma(1.6, 22, n).astype(int).tolist()),
        ("Тема", named("theme", cases["theme"])),
        ("Группа тем", named("group", cases["theme"])),
        ("Муниципалитет", municipality_names(cases, "district", rng)),
        ("Адрес", addresses(cases, setting.streets)),
        ("Широта", [f"{y:.5f}" if yes else "" for y, yes in zip(lat, shown.tolist(), strict=True)]),
        ("Долгота", [f"{x:.5f}" if yes else "" for x, yes in zip(lon, shown.tolist(), strict=True)]),
        ("Ответственная организация", named("agency", cases["agency"])),
        ("Статус", state.tolist()),
        ("Результат", [_RESULTS[k] for k in cases["outcome"].tolist()]),
        ("Дата закрытия", stamps(cases["closed"], "dotted")),
        ("Содержание", complaints("call_122", cases, setting.streets, rng)),
        ("Оценка", [str(k) if k else "" for k in cases["rating"].tolist()]),
    ]


def receptions(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """Receptions in person, on site and online; the official appears by position only."""
    n = len(cases)
    by = ("Глава муниципалитета", "Заместитель главы", "Министр", "Заместитель министра", "Руководитель приёмной")
    return [
        ("№ приёма", _numbers("reception", cases)),
        ("Дата приёма", dotted_days(cases["filed"])),
        ("Вид приёма", rng.choice(["личный", "выездной", "онлайн"], n, p=[0.6, 0.22, 0.18]).tolist()),
        ("Кто принимал", rng.choice(by, n, p=[0.35, 0.3, 0.1, 0.15, 0.1]).tolist()),
        ("Организация", named("agency", cases["agency"])),
        ("Муниципалитет", municipality_names(cases, "district", rng)),
        ("Тема", named("theme", cases["theme"])),
        ("Группа тем", named("group", cases["theme"])),
        ("Вопрос", complaints("reception", cases, setting.streets, rng)),
        ("Результат", [_RESULTS[k] for k in cases["outcome"].tolist()]),
        ("Срок", dotted_days(cases["due"])),
        ("Дата ответа", dotted_days(cases["closed"])),
    ]


def registry(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """Registry «Дело»; the header «Содержание» comes twice: the appeal, then the answer."""
    n = len(cases)
    ways = ("Сайт", "Почта", "Электронная почта", "Лично", "МЭДО")
    village = setting.streets.settlement[cases["street"].to_numpy()]
    answers = replies("statutory", cases, setting.streets, setting.temper, rng)
    return [
        ("Вид", rng.choice(["Обращение гражданина", "Коллективное обращение"], n, p=[0.94, 0.06]).tolist()),
        ("№ РК", _numbers("statutory", cases)),
        ("Дата рег.", dotted_days(cases["filed"])),
        ("Содержание", complaints("statutory", cases, setting.streets, rng)),
        ("Корр./Подписал", [f"{_sender(a)} ({v})" for a, v in zip(cases["author"].tolist(), village, strict=True)]),
        ("Файлы", [str(k) for k in rng.poisson(0.7, n).tolist()]),
        ("Рубрика", named("rubric", cases["theme"])),
        ("План (РК)", dotted_days(cases["due"])),
        ("Факт (РК)", dotted_days(cases["closed"])),
        ("Группа документов - индекс", ["Обращения граждан - ОГ"] * n),
        ("Сопровод. документ", [f"№ 01-17/{k}" if k % 3 == 0 else "" for k in rng.integers(100, 9999, n).tolist()]),
        ("Кому", named("agency", cases["agency"])),
        ("Вид доставки РК", rng.choice(ways, n, p=[0.45, 0.2, 0.2, 0.1, 0.05]).tolist()),
        ("Сообщение ПОС №", _platform_messages(cases, setting)),
        ("От", rng.choice(["Гражданин", "Администрация Президента", "Депутат"], n, p=[0.8, 0.14, 0.06]).tolist()),
        ("Содержание", [_with_verdict(k, t) for k, t in zip(cases["outcome"].tolist(), answers, strict=True)]),
        ("Муниципалитет", municipality_names(cases, "district", rng)),
    ]


def _sender(author: int) -> str:
    return person(author, author // 40, author // 2400)


def _with_verdict(outcome: int, answer: str) -> str:
    """Registry cards state the decision before the text."""
    return _VERDICTS.get(outcome, "") + answer


def _platform_messages(cases: pd.DataFrame, setting: Setting) -> list[str]:
    """The ПОС message of the same event, where there is one."""
    planted = setting.plan.planted
    messages = planted[(planted["channel"] == "pos") & (planted["group"] >= 0)].groupby("group")["number"].first()
    known = messages.to_dict()
    return [str(known[group]) if group in known else "" for group in cases["group"].tolist()]
