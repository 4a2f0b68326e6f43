"""What residents write: a theme's sentence, a street, how long, a mood, sometimes a typo or a phone number."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from data_samples.people_and_places import FIRST_NAMES_F, FIRST_NAMES_M
from data_samples.streets import Streets
from data_samples.topics import themes

HOW_LONG = (
    "третий день", "уже неделю", "вторую неделю", "с понедельника", "с прошлой пятницы", "с самого утра", "почти месяц",
    "с начала месяца", "четвёртые сутки", "уже десять дней", "со вчерашнего вечера", "две недели", "который день",
    "полтора месяца", "с выходных", "больше недели", "целый месяц", "пять дней",
)  # fmt: skip
_NOWHERE = (
    "у нас", "в нашем посёлке", "на трассе", "в области", "здесь", "возле нас", "по дороге в город", "в нашем районе",
)  # fmt: skip
_OPENINGS = (
    "Здравствуйте! ", "Добрый день. ", "Добрый вечер! ", "Здравствуйте, ", "Доброго дня! ", "Уважаемая администрация! ",
    "Подскажите пожалуйста. ", "Люди, есть кто живой? ", "Опять двадцать пять. ", "Вопрос к властям. ", "Ну что, ",
    "Сил уже нет. ", "Прошу обратить внимание. ", "Может хоть тут ответят. ", "Доколе? ", "Повторно пишу. ",
    "Не первый раз обращаюсь. ", "Коллеги, ", "",  "", "", "", "", "",
)  # fmt: skip
_ASKS = (
    "Примите меры!", "Когда это закончится?", "Просим разобраться.", "Ждём ответа, а не отписки.", "Куда смотрит УК?",
    "Пожалуйста, помогите!", "Сделайте хоть что-нибудь.", "Кто за это отвечает?", "Звонили в диспетчерскую, толку ноль.",
    "Приезжайте и посмотрите сами.", "Фото прикладываю.", "Соседи подтвердят.", "Буду писать в прокуратуру.",
    "Очень просим.", "Это нормально?", "Спасибо заранее.", "Надеемся на вас.", "Адрес указал.", "Жители дома.",
    "Писали старосте, он разводит руками.", "Отреагируйте, пожалуйста.", "И так каждый год.", "", "", "", "", "", "",
)  # fmt: skip
_TAILS = ("<br>—<br>Аварийный Верхнереченск @av_verhrechensk", "<br>[Фотография]<br>https://example.invalid/x", " 😡",
          " 🙏", "!!!!", "<br>Подслушано, анонимно", " 😤<br>Делимся с соседями", "…")  # fmt: skip
_VOWELS = "аоуэиАОУЭИ"


def complaints(channel: str, cases: pd.DataFrame, streets: Streets, rng: np.random.Generator) -> list[str]:
    """One text a case, in the channel's manner; '' for channels without texts."""
    write = _MANNERS.get(channel)
    if write is None:
        return [""] * len(cases)
    cores = _cores(cases, streets, rng)
    texts = write(cases, cores, streets, rng)
    texts = _with_contacts(texts, rng)
    return _with_typos(texts, rng) if channel in ("social", "open311") else texts


def _cores(cases: pd.DataFrame, streets: Streets, rng: np.random.Generator) -> list[str]:
    """The sentence with place and time; cases of one event mostly share it and always name the house."""
    n = len(cases)
    all_themes = themes()
    wording = cases["wording"].to_numpy()
    event = wording >= 0
    pick = np.where(event & (rng.random(n) < 0.7), wording, rng.integers(0, 5040, n)).tolist()
    long = np.where(event, wording, rng.integers(0, 5040, n)).tolist()
    where = places(cases, streets, rng)
    found = []
    for theme, p, k, t in zip(cases["theme"].tolist(), where, pick, long, strict=True):
        says = all_themes[theme].says
        text = says[k % len(says)].format(p=p, t=HOW_LONG[t % len(HOW_LONG)])
        found.append(text[0].upper() + text[1:])
    return found


def places(cases: pd.DataFrame, streets: Streets, rng: np.random.Generator) -> list[str]:
    """Where it is, to stand inside a sentence: «на улице Кедровой, 12»."""
    n = len(cases)
    street, house = cases["street"].to_numpy(), cases["house"].tolist()
    on, name, village = streets.on[street], streets.name[street], streets.settlement[street]
    manner = np.where(cases["group"] >= 0, rng.integers(2, 6, n), rng.integers(0, 6, n)).tolist()
    hidden, nowhere = cases["hidden"].tolist(), rng.integers(0, len(_NOWHERE), n).tolist()
    found = []
    for k in range(n):
        if hidden[k]:
            found.append(_NOWHERE[nowhere[k]])
        elif manner[k] < 2:
            found.append(f"на {on[k]}")
        elif manner[k] < 4:
            found.append(f"на {on[k]}, {house[k]}")
        elif manner[k] == 4:
            found.append(f"у дома {house[k]} на {on[k]}")
        else:
            found.append(f"по адресу {village[k]}, {name[k]}, {house[k]}")
    return found


def addresses(cases: pd.DataFrame, streets: Streets) -> list[str]:
    """«Озерково, улица Кедровая, 12»."""
    street = cases["street"].to_numpy()
    parts = zip(streets.settlement[street], streets.name[street], cases["house"].tolist(), strict=True)
    return [f"{village}, {name}, {house}" for village, name, house in parts]


def _hurts(cases: pd.DataFrame, rng: np.random.Generator, share: float) -> list[str]:
    """What it does to people, for a share of the cases."""
    draw, wanted = rng.integers(0, 720, len(cases)).tolist(), (rng.random(len(cases)) < share).tolist()
    all_themes = themes()
    found = []
    for theme, k, yes in zip(cases["theme"].tolist(), draw, wanted, strict=True):
        hurts = all_themes[theme].hurts
        found.append(f" {hurts[k % len(hurts)]}" if yes else "")
    return found


def _social(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    n = len(cases)
    opening = rng.integers(0, len(_OPENINGS), n).tolist()
    ask = rng.integers(0, len(_ASKS), n).tolist()
    tail = np.where(rng.random(n) < 0.16, rng.integers(0, len(_TAILS), n), -1).tolist()
    mention = (rng.random(n) < 0.18).tolist()
    mark = rng.choice([".", "!", "...", "!!", ""], n, p=[0.55, 0.2, 0.1, 0.05, 0.1]).tolist()
    hurts = _hurts(cases, rng, 0.45)
    found = []
    for k in range(n):
        start = "[club0|Имя], " if mention[k] else _OPENINGS[opening[k]]
        core = cores[k]
        if start.endswith(", "):
            core = core[0].lower() + core[1:]
        end = "" if core.endswith("?") else mark[k]
        text = f"{start}{core}{end}{hurts[k]} {_ASKS[ask[k]]}".strip()
        found.append(text + _TAILS[tail[k]] if tail[k] >= 0 else text)
    return found


def _portal(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    hurts = _hurts(cases, rng, 0.3)
    ask = rng.integers(0, len(_ASKS), len(cases)).tolist()
    return [f"{core}.{hurt} {_ASKS[k]}".strip() for core, hurt, k in zip(cores, hurts, ask, strict=True)]


def _call(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    """What the operator of 122 typed."""
    starts = ("Заявитель сообщает: ", "Жалоба. ", "Со слов заявителя: ", "Сообщение. ", "Повторный звонок. ", "")
    ends = (" Просит перезвонить.", " Просит принять меры.", " Ожидает ответ по телефону.", "", "", " Заявка передана.")
    first, last = rng.integers(0, 6, len(cases)).tolist(), rng.integers(0, 6, len(cases)).tolist()
    hurts = _hurts(cases, rng, 0.2)
    rows = zip(first, cores, hurts, last, strict=True)
    return [f"{starts[a]}{core}.{hurt}{ends[b]}" for a, core, hurt, b in rows]


def _card(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    """The clerk's summary on a registry card."""
    ends = ("Просит принять меры.", "Просит провести проверку и сообщить о результатах.", "Просит дать разъяснения.",
            "Обращение коллективное, 14 подписей.", "Ранее обращался, ответом не удовлетворён.", "")  # fmt: skip
    last = rng.integers(0, len(ends), len(cases)).tolist()
    rows = zip(cases["theme"].tolist(), addresses(cases, streets), cores, last, strict=True)
    return [f"{about(t)} ({address}). {core}. {ends[k]}".strip() for t, address, core, k in rows]


def _question(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    return [f"{about(t)}. {core}." for t, core in zip(cases["theme"].tolist(), cores, strict=True)]


def about(theme: int) -> str:
    """«Об отсутствии отопления»."""
    words = themes()[theme].about
    return f"Об {words}" if words[0] in _VOWELS else f"О {words}"


_MANNERS: dict[str, Callable[[pd.DataFrame, list[str], Streets, np.random.Generator], list[str]]] = {
    "social": _social,
    "open311": _portal,
    "call_122": _call,
    "statutory": _card,
    "reception": _question,
}


def _with_contacts(texts: list[str], rng: np.random.Generator) -> list[str]:
    """Every fiftieth text gives away a phone, an address or a name (all invented): masking has work to do."""
    texts = list(texts)
    for k in np.flatnonzero(rng.random(len(texts)) < 0.02).tolist():
        a, b = int(rng.integers(10, 99)), int(rng.integers(10, 99))
        name = str(rng.choice(FIRST_NAMES_F + FIRST_NAMES_M))
        given = (
            f"Мой номер +7 900 000-{a}-{b}.",
            f"Телефон 8 (900) 000-{a}-{b}, звоните после 18.",
            f"Пишите на jitel{a}{b}@example.org.",
            f"Меня зовут {name}, тел. 8900000{a}{b}, второй +7900000{b}{a}.",
            f"[id{a}{b}00|{name}], подтвердите!",
            f"СНИЛС 000-000-0{a} {b}, кв. {a}.",
        )
        texts[k] = f"{texts[k]} {given[int(rng.integers(0, len(given)))]}"
    return texts


def _with_typos(texts: list[str], rng: np.random.Generator) -> list[str]:
    """One text in twelve was typed in a hurry: a swapped, lost or doubled letter, or no capitals at all."""
    for k in np.flatnonzero(rng.random(len(texts)) < 0.08).tolist():
        text = texts[k]
        spot = int(rng.integers(1, max(2, len(text) - 2)))
        if not (text[spot].isalpha() and text[spot + 1 : spot + 2].isalpha()) or "[" in text or "@" in text:
            texts[k] = text if "[" in text else text.lower()
            continue
        way = int(rng.integers(0, 3))
        if way == 0:
            texts[k] = text[:spot] + text[spot + 1] + text[spot] + text[spot + 2 :]
        else:
            texts[k] = text[:spot] + text[spot] * (way - 1) * 2 + text[spot + 1 :]
    return texts

