"""City portals, the portal of appeals of Belarus, and registers of lines and of a contact centre."""

import numpy as np
import pandas as pd

from data_samples.answers import DECLINED, EXPLAINED, REDIRECTED, REFUSED, SOLVED
from data_samples.layouts import Setting
from data_samples.layouts.registers import calls_122, receptions
from data_samples.layouts.words import dotted_days, municipality_names, named, stamps, yes_no
from data_samples.people_and_places import person
from data_samples.replies import replies
from data_samples.texts import addresses, complaints
from data_samples.writers import Columns

_VERDICTS = ("Завершено: Пользователь удовлетворен решением проблемы",
             "Завершено: Пользователь не удовлетворен решением проблемы")  # fmt: skip
_RESULTS = {SOLVED: "Удовлетворено", EXPLAINED: "Разъяснено", REFUSED: "Отказано",
            REDIRECTED: "Направлено по подведомственности", DECLINED: "Оставлено без рассмотрения", -1: ""}  # fmt: skip


def _points(cases: pd.DataFrame, setting: Setting) -> tuple[list[str], list[str]]:
    """(latitudes, longitudes)."""
    point = setting.streets.point(cases["street"].to_numpy(), cases["house"].to_numpy())
    return [f"{y:.6f}" for y in point[:, 1].tolist()], [f"{x:.6f}" for x in point[:, 0].tolist()]


def nash_spb(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """«Наш Санкт-Петербург»: sixteen columns; the verdict of the applicant is the status."""
    lat, lon = _points(cases, setting)
    closed = cases["closed"].notna().to_numpy()
    verdict = np.where(rng.random(len(cases)) < 0.6, *_VERDICTS)
    return [
        ("Внешний ID", (cases["number"] + 5_000_000).tolist()),
        ("Название", named("theme", cases["theme"])),
        ("Район", municipality_names(cases, "district", rng)),
        ("Статус", np.where(closed, verdict, "В работе").tolist()),
        ("Дата создания", stamps(cases["filed"], "dotted")),
        ("Дата последнего обновления", stamps(cases["closed"].fillna(cases["filed"]), "dotted")),
        ("Описание", complaints("open311", cases, setting.streets, rng)),
        ("Пользователь", [person(a, a // 40, a // 2400) for a in cases["author"].tolist()]),
        ("ID Пользователя", cases["author"].tolist()),
        ("Долгота", lon),
        ("Широта", lat),
        ("Адрес", addresses(cases, setting.streets)),
        ("Муниципальное образование", [""] * len(cases)),
        ("Причина обращения", [""] * len(cases)),
        ("Категория", named("group", cases["theme"])),
        ("Подкатегория", named("theme", cases["theme"])),
    ]


def portal_115(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """115.бел, as it may look."""
    lat, lon = _points(cases, setting)
    closed = cases["closed"].notna().to_numpy()
    rated, marks = closed & (rng.random(len(cases)) < 0.3), rng.integers(1, 6, len(cases)).astype(str)
    return [
        ("Номер заявки", (cases["number"] + 1_150_000).tolist()),
        ("Дата подачи заявки", stamps(cases["filed"], "dotted")),
        ("Район", municipality_names(cases, "district", rng)),
        ("Адрес", addresses(cases, setting.streets)),
        ("Широта", lat),
        ("Долгота", lon),
        ("Категория", named("group", cases["theme"])),
        ("Подкатегория", named("theme", cases["theme"])),
        ("Описание", complaints("open311", cases, setting.streets, rng)),
        ("Статус заявки", np.where(closed, "Выполнена", "В работе").tolist()),
        ("Исполнитель", named("agency", cases["agency"])),
        ("Дата выполнения", stamps(cases["closed"], "dotted")),
        ("Оценка заявителя", np.where(rated, marks, "").tolist()),
    ]


def appeals_by(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """обращения.бел, as it may look: the day after registration the clock starts."""
    kinds = rng.choice(["заявление", "предложение", "жалоба"], len(cases), p=[0.6, 0.1, 0.3])
    return [
        ("Номер обращения", (cases["number"] + 700_000).tolist()),
        ("Вид обращения", kinds.tolist()),
        ("Дата подачи", dotted_days(cases["filed"])),
        ("Дата регистрации", dotted_days(cases["filed"] + pd.Timedelta(1, "D"))),
        ("Требует дополнительного изучения", yes_no(rng.random(len(cases)) < 0.25)),
        ("Организация", named("agency", cases["agency"])),
        ("Район", municipality_names(cases, "district", rng)),
        ("Тематика", named("theme", cases["theme"])),
        ("Содержание", complaints("reception", cases, setting.streets, rng)),
        ("Дата ответа", dotted_days(cases["closed"])),
        ("Результат рассмотрения", [_RESULTS[k] for k in cases["outcome"].tolist()]),
        ("Ответ", replies("statutory", cases, setting.streets, setting.temper, rng)),
    ]


def direct_lines(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """A register of direct lines, as it may look: that of receptions under other headers."""
    cells = dict(receptions(cases, setting, rng))
    renamed = {"№ приёма": "№ звонка", "Дата приёма": "Дата прямой линии", "Организация": "Кому поручено"}
    kept = [header for header in cells if header not in ("Вид приёма", "Кто принимал")]
    return [(renamed.get(header, header), cells[header]) for header in kept]


def contact_centre(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """A register of another contact centre, as it may look: that of 122 under other headers, without coordinates."""
    cells = dict(calls_122(cases, setting, rng))
    renamed = {"Номер обращения": "№ карточки", "Дата и время звонка": "Дата и время обращения"}
    kept = [header for header in cells if header not in ("Широта", "Долгота", "Ожидание ответа, сек")]
    return [(renamed.get(header, header), cells[header]) for header in kept]
