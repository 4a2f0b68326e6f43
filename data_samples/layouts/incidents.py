"""«Инцидент Менеджмент», cabinet form: 47 columns with its apostrophes, durations and «…, другое»."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from data_samples.agencies import INSTITUTION, MUNICIPAL, agencies
from data_samples.answers import EXPLAINED, REFUSED, SOLVED
from data_samples.layouts import Setting
from data_samples.layouts.words import municipality_names, named, stamps, yes_no
from data_samples.people_and_places import CITY, MUNICIPALITIES, REGION_NAME
from data_samples.replies import interim_replies, replies
from data_samples.texts import complaints
from data_samples.writers import Columns
from data_samples.xlsx import Duration

ELSEWHERE = f"{REGION_NAME}, другое"
_NETWORKS = ("vk.example", "vk.example", "vk.example", "ok.example", "tg.example")
_REASONS = ("Нет ответа от автора", "Автор доволен", "Автор нейтрален", "Автор недоволен",
            "Дальнейший диалог нецелесообразен")  # fmt: skip


@dataclass(frozen=True)
class _Words:
    """Texts of a block of incidents: what the resident wrote, the first reply, the final one after an interim."""

    complaint: list[str]
    first: list[str]
    second: list[str]

    @staticmethod
    def of(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> "_Words":
        closed, answered = cases["closed"].notna().tolist(), cases["first"].notna().tolist()
        complaint = complaints("social", cases, setting.streets, rng)
        interim = interim_replies(cases, setting.temper, rng)
        final = [f if yes else "" for f, yes in zip(_final_replies(cases, setting, rng), answered, strict=True)]
        first = [i or f for i, f in zip(interim, final, strict=True)]
        second = [f if i and yes else "" for i, f, yes in zip(interim, final, closed, strict=True)]
        return _Words(complaint, first, second)


def incident_cabinet(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """All 47 columns in the export's order."""
    words, links = _Words.of(cases, setting, rng), _links(cases, rng)
    return [
        ("Кабинет", [REGION_NAME] * len(cases)),
        ("ID", (cases["number"] + 38_820_000).tolist()),
        ("Номер инцидента", cases["number"].tolist()),
        *_office(cases, rng),
        *_course(cases, setting, words, rng),
        *_subject(cases, setting, rng),
        *_result(cases, rng),
        ("Урл поста", links["post"]),
        ("Урл блога", links["blog"]),
        ("Текст инцидента", _quoted(words.complaint)),
        ("1ый ответ ПИ", _quoted(words.first)),
        ("2ой ответ ПИ", _quoted(words.second)),
        ("3ий ответ ПИ", ["'"] * len(cases)),
        ("Причина закрытия", _closing_reason(cases, setting, rng)),
        *_audience(cases, links, rng),
    ]


def _course(cases: pd.DataFrame, setting: Setting, words: _Words, rng: np.random.Generator) -> Columns:
    """When somebody was named, replied and closed; fourteen columns."""
    filed, first, closed = cases["filed"], cases["first"], cases["closed"]
    assigned, sent = _moments(cases, rng)
    working = _working_span(filed.to_numpy(), first.to_numpy())
    return [
        ("Общее время первого ответа", stamps(first)),
        ("Общий текст первого ответа", _quoted(words.first)),
        ("Время с даты создания инцидента до времени первого ответа", _span(filed, first)),
        ("Время с даты создания инцидента до времени первого ответа, рабочее время", working),
        ("Время назначения последнего исполнителя", stamps(assigned)),
        ("Время 1го ответа ПИ", stamps(first)),
        ("Первая реакция с момента назн. ПИ", _span(assigned, first)),
        ("Уложились или нет после назн. ПИ", _in_time(cases)),
        ("Время с начала создания инцидента до окончания", _span(filed, closed)),
        ("Время отправки первого ответа ПИ на согласование", stamps(sent)),
        ("Время, которое первый ответ ПИ находился на согласовании", _span(sent, first)),
        ("Текущий шаг инцидента", _steps(cases, setting)),
        ("Дата создания", stamps(filed)),
        ("Дата окончания", stamps(closed)),
    ]


def _subject(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """About what and where."""
    empty: list[str] = [""] * len(cases)
    kinds = rng.choice(["Решаемый", "Информационный", "Не решаемый"], len(cases), p=[0.72, 0.25, 0.03])
    return [
        ("Группа тем", named("group", cases["theme"])),
        ("Тема", named("theme", cases["theme"])),
        ("Регион", [REGION_NAME] * len(cases)),
        ("Муниципалитет", _municipality(cases, rng)),
        *_addresses(cases, setting, rng),
        ("Объект старый", empty),
        ("Объект", empty),
        ("Тип инцидента", kinds.tolist()),
    ]


def _audience(cases: pd.DataFrame, links: dict[str, list[str]], rng: np.random.Generator) -> Columns:
    """Reach, author, notes and the survey."""
    n, closed = len(cases), cases["closed"].notna().to_numpy()
    notes = rng.choice(["", "Добавлена картинка", "ответ дан", "."], n, p=[0.7, 0.2, 0.07, 0.03])
    return [
        ("Аудитория", np.exp(rng.normal(8.6, 1.5, n)).astype(int).tolist()),
        ("Вовлеченность", [k if k else "" for k in rng.poisson(0.3, n).tolist()]),
        ("URL автора", links["author"]),
        ("Аккаунт публикации ответа", links["account"]),
        ("Теги", [""] * n),
        ("Примечание", notes.tolist()),
        ("Время попадания на шаг оценка удовлетворенности", stamps(cases["first"])),
        ("Опрос отправлен", yes_no(closed & (rng.random(n) < 0.12))),
    ]


def _quoted(texts: list[str]) -> list[str]:
    """The export puts an apostrophe before every text, even before an empty one."""
    return [f"'{text}" for text in texts]


def _final_replies(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> list[str]:
    """An answered incident that is not closed yet already has its text."""
    answered = cases.assign(
        outcome=cases["outcome"].where(cases["outcome"] >= 0, EXPLAINED), closed=cases["closed"].fillna(cases["first"])
    )
    return replies("social", answered, setting.streets, setting.temper, rng)


def _span(start: pd.Series | np.ndarray, stop: pd.Series | np.ndarray) -> list[Duration | str]:
    """Durations between two moments, '' where one is missing."""
    seconds = (np.asarray(stop, "datetime64[s]") - np.asarray(start, "datetime64[s]")).astype("timedelta64[s]")
    missing = np.isnat(seconds).tolist()
    counts = seconds.astype("int64").tolist()
    return ["" if gone else Duration(max(count, 0)) for gone, count in zip(missing, counts, strict=True)]


def _working_span(start: np.ndarray, stop: np.ndarray) -> list[Duration | str]:
    """The same counted from 9:00 to 18:00, Monday to Friday."""
    gone = np.isnat(stop)
    spent = _worked(np.where(gone, start, stop)) - _worked(start)
    return ["" if g else Duration(max(int(s), 0)) for g, s in zip(gone.tolist(), spent.tolist(), strict=True)]


def _worked(moments: np.ndarray) -> np.ndarray:
    """Working seconds from a distant Monday to each moment."""
    monday = np.datetime64("2001-01-01", "s")
    passed = (moments.astype("datetime64[s]") - monday).astype("int64")
    days, second = np.divmod(passed, 86_400)
    weeks, weekday = np.divmod(days, 7)
    today = np.clip(second - 9 * 3600, 0, 9 * 3600) * (weekday < 5)
    return np.asarray((weeks * 5 + np.minimum(weekday, 5)) * 9 * 3600 + today)


def _moments(cases: pd.DataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """When the executor was named and when the reply went for approval: both before the first reply."""
    filed, first = cases["filed"].to_numpy(), cases["first"].to_numpy()
    wait = np.where(np.isnat(first), 600, (first - filed).astype("timedelta64[s]").astype("int64"))
    part = rng.uniform(0.1, 0.6, len(cases))
    assigned = filed + (wait * part).astype("int64").astype("timedelta64[s]")
    sent = filed + (wait * (part + (1 - part) * rng.uniform(0.3, 0.95, len(cases)))).astype("int64").astype(
        "timedelta64[s]"
    )
    return assigned, np.where(np.isnat(first), np.datetime64("NaT", "s"), sent)


def _in_time(cases: pd.DataFrame) -> list[str]:
    hours = (cases["first"] - cases["filed"]).dt.total_seconds() / 3600
    return np.select([hours.isna(), hours <= 9], ["-", "Да"], "Нет").tolist()


def _steps(cases: pd.DataFrame, setting: Setting) -> list[str]:
    age = (setting.end - cases["filed"].to_numpy()).astype("timedelta64[m]").astype("int64")
    return np.select(
        [cases["closed"].notna(), cases["first"].notna(), age < 30, age < 120],
        ["Готово", "Оценка удовлетворенности", "Модерация", "Назначение исполнителя"],
        "Подготовка ответа",
    ).tolist()


def _result(cases: pd.DataFrame, rng: np.random.Generator) -> Columns:
    """Итог: Решено / Разъяснено / Не решено / Отложено, empty while open and sometimes after; attached media."""
    n, outcome, draw = len(cases), cases["outcome"].to_numpy(), rng.random(len(cases))
    result = np.select(
        [outcome < 0, draw < 0.02, draw < 0.045, outcome == SOLVED, outcome == REFUSED],
        ["", "", "Отложено", "Решено", "Не решено"],
        "Разъяснено",
    )
    return [
        ("Итог", result.tolist()),
        ("Есть медиафайл в ответе", yes_no(rng.random(n) < 0.06)),
        ("Есть медиафайл в сообщении", yes_no(rng.random(n) < 0.15)),
    ]


def _closing_reason(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> list[str]:
    """Mostly no word from the author; a bare rating where one was given."""
    n = len(cases)
    bad = (setting.temper.quality[cases["agency"].to_numpy()] < 0.32) | (cases["kind"] == "systemic").to_numpy()
    usual = rng.choice(_REASONS, n, p=[0.74, 0.08, 0.05, 0.07, 0.06])
    poor = rng.choice(_REASONS, n, p=[0.55, 0.02, 0.04, 0.29, 0.1])
    rating = cases["rating"].to_numpy()
    reason = np.where(rating > 0, rating.astype(str), np.where(bad, poor, usual))
    return np.where(cases["closed"].notna(), reason, "").tolist()


def _municipality(cases: pd.DataFrame, rng: np.random.Generator) -> list[str]:
    found = municipality_names(cases, "cabinet_district", rng)
    return [ELSEWHERE if hidden else name for hidden, name in zip(cases["hidden"].tolist(), found, strict=True)]


def _addresses(cases: pd.DataFrame, setting: Setting, rng: np.random.Generator) -> Columns:
    """Settlement in 70 %, street in 44 %, house in 36 % of the rows; cases of one event always say where."""
    n, street, streets = len(cases), cases["street"].to_numpy(), setting.streets
    detail = rng.random(n)
    event, known = (cases["group"] >= 0).to_numpy(), ~cases["hidden"].to_numpy()
    near = known & ((detail < 0.44) | event)
    exact = known & ((detail < 0.36) | event)
    return [
        ("Населенный пункт", np.where(known & ((detail < 0.7) | event), streets.settlement[street], "").tolist()),
        ("Улица", np.where(near, streets.name[street], "").tolist()),
        ("Дом", [str(k) if yes else "" for k, yes in zip(cases["house"].tolist(), exact.tolist(), strict=True)]),
    ]


def _links(cases: pd.DataFrame, rng: np.random.Generator) -> dict[str, list[str]]:
    """Post, blog, author and answering account; the host names the network, an author stays in one network."""
    authors = cases["author"].tolist()
    blogs = rng.integers(1, 400, len(cases)).tolist()
    numbers = cases["number"].tolist()
    hosts = [_NETWORKS[author % 5] for author in authors]
    return {
        "post": [f"https://{host}/p{number:x}" for host, number in zip(hosts, numbers, strict=True)],
        "blog": [f"https://{host}/b{blog:04d}" for host, blog in zip(hosts, blogs, strict=True)],
        "author": [f"https://{host}/u{author:x}" for host, author in zip(hosts, authors, strict=True)],
        "account": [f"https://{host}/official" for host in hosts],
    }


@cache
def _desks() -> tuple[np.ndarray, np.ndarray]:
    """(Отдел, Исполнитель) by agency: institutions and city departments stand under their parent, others alone."""
    by_key = {agency.key: agency for agency in agencies()}
    rows = []
    for agency in agencies():
        parent = by_key.get(agency.parent)
        if parent and agency.kind == MUNICIPAL and parent.kind == MUNICIPAL:
            rows.append((parent.name, agency.variants[0]))
        elif parent and agency.kind == INSTITUTION:
            top = by_key[parent.parent] if parent.kind == MUNICIPAL else parent
            rows.append((top.name, agency.name))
        elif agency.kind == MUNICIPAL and MUNICIPALITIES[agency.home].kind != CITY:
            rows.append((agency.variants[0], ""))
        else:
            rows.append((agency.name, ""))
    desks, executors = zip(*rows, strict=True)
    return np.array(desks, dtype=object), np.array(executors, dtype=object)


def _office(cases: pd.DataFrame, rng: np.random.Generator) -> Columns:
    desks, executors = _desks()
    who = cases["agency"].to_numpy()
    desk, executor = desks[who], executors[who]
    again = (executor == "") & (rng.random(len(cases)) < 0.4)
    return [("Отдел", desk.tolist()), ("Исполнитель", np.where(again, desk, executor).tolist())]
