"""ПОС message export: 25 columns, the older one without the two 59-ФЗ columns. Days only, no text, no address."""

import numpy as np
import pandas as pd

from data_samples.answers import DECLINED, EXPLAINED, REDIRECTED, REFUSED, SOLVED
from data_samples.layouts import Setting
from data_samples.layouts.words import dotted_days, facts, named, yes_no
from data_samples.people_and_places import REGION_NAME, person
from data_samples.writers import Columns

ONLY_NEW = ("ФЗ", "Заявитель выбрал подачу по 59-ФЗ")
_SOURCES = ("EPGU", "MP_EPGU", "WIDGET", "MED_DOC_EPGU", "LKO_FORM")
_DECISIONS = {SOLVED: "Решено", EXPLAINED: "Разъяснено", REFUSED: "Отказано", REDIRECTED: "Направлено по компетенции",
              DECLINED: "-", -1: "-"}  # fmt: skip


def pos_2026(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """The 25-column layout."""
    stage, status = _stages(cases, setting, rng)
    late = _overdue_flag(cases, setting, rng)
    statutory = rng.random(len(cases)) < 0.05
    names = _officials(cases)
    return [
        ("Номер", cases["number"].tolist()),
        ("Номер ЕПГУ", (cases["number"].to_numpy() * 7 + 6_100_000_000 + cases["author"] % 7).astype(str).tolist()),
        ("Источник", _sources(cases, rng)),
        ("Верхнеуровневый ЛКО", [REGION_NAME] * len(cases)),
        ("Категория", named("pos_group", cases["theme"])),
        ("Подкатегория", named("theme", cases["theme"])),
        ("Факт", [fact or theme for fact, theme in zip(facts(cases), named("theme", cases["theme"]), strict=True)]),
        ("Организация, в которую поступило сообщение", named("agency", cases["received"])),
        ("Организация, в которой находится сообщение", named("agency", cases["agency"])),
        ("Дата поступления", dotted_days(cases["filed"])),
        ("Дата планируемого завершения работ", dotted_days(cases["due"])),
        ("Дата фактического завершения работ", [day or "-" for day in dotted_days(cases["closed"])]),
        ("Стадия", stage),
        ("Статус", status),
        ("Просрочено", yes_no(late)),
        ("Фаст-трек", yes_no(cases["fast"])),
        ("ФЗ", np.where(statutory, "59-ФЗ", "Обычное сообщение").tolist()),
        ("Заявитель выбрал подачу по 59-ФЗ", yes_no(statutory)),
        ("Тип решения", [_DECISIONS[k] for k in cases["outcome"].tolist()]),
        ("Направлено по email в ФОИВ, не подключенный к ПОС", yes_no(rng.random(len(cases)) < 0.01)),
        ("Оценка ответа заявителем", [str(k) if k else "-" for k in cases["rating"].tolist()]),
        ("Повторное рассмотрение", np.where(cases["review"], "Да", "-").tolist()),
        *zip(("ФИО координатора", "ФИО исполнителя", "ФИО руководителя"), names, strict=True),
    ]


def pos_older(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """The older layout of 23 columns."""
    return [(header, values) for header, values in pos_2026(cases, setting, rng) if header not in ONLY_NEW]


def _sources(cases: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    pick = rng.choice(len(_SOURCES), len(cases), p=[0.42, 0.3, 0.12, 0.0, 0.16])
    medical = np.array(named("group", cases["theme"])) == "Здравоохранение"
    pick = np.where(medical & (rng.random(len(cases)) < 0.4), 3, pick)
    return [_SOURCES[k] for k in pick.tolist()]


def _stages(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """(Стадия, Статус): open cases move on with age."""
    n = len(cases)
    age = (setting.end - cases["filed"].to_numpy()).astype("timedelta64[h]").astype(int)
    moved = (cases["received"] != cases["agency"]).to_numpy()
    draw = rng.random(n)
    last = draw > 0.9
    closed, declined = cases["closed"].notna().to_numpy(), (cases["outcome"] == DECLINED).to_numpy()
    cases_of = [closed, age < 14, (age < 40) & moved, age < 40, last & (age > 250), last]
    stage = ["Завершено", "Модерация", "Координация", "Координация", "Исполнение", "Согласование"]
    status = ["Отправлен ответ заявителю", "На модерации", "Передано в вышестоящую организацию",
              "Направлено в подведомственную организацию",
              "Перенос срока обработки утвержден. Отправлен ответ Заявителю", "На утверждении"]  # fmt: skip
    stages = np.select(cases_of, stage, "Исполнение")
    statuses = np.select(cases_of, status, "Назначен исполнитель")
    statuses = np.where(closed & declined, "Отклонено модератором", statuses)
    statuses = np.where(~closed & (draw < 0.004), "Возвращено на доработку координатором", statuses)  # an unknown one
    return stages.tolist(), statuses.tolist()


def _overdue_flag(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> np.ndarray:
    """«Просрочено» as the platform prints it; one in two thousand contradicts the dates."""
    today = setting.end.astype("datetime64[D]")
    reached = cases["closed"].fillna(pd.Timestamp(today.item()))
    late = (reached > cases["due"]).to_numpy()
    wrong = (rng.random(len(cases)) < 0.0005) & (cases["kind"] == "").to_numpy()
    return np.asarray(late ^ wrong)


def _officials(cases: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    """Invented coordinator, executor and head: the same few people in an agency."""
    who = cases["agency"].to_numpy()
    turn = cases["number"].to_numpy() % 3
    found = []
    for role, several in ((1, turn), (2, turn), (3, np.zeros_like(turn))):
        keys = who * 31 + role * 7 + several
        names = {key: person(key, key * 5 + role, key * 3) for key in np.unique(keys).tolist()}
        found.append([names[key] for key in keys.tolist()])
    return found[0], found[1], found[2]
