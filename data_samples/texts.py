"""What residents write: a theme's sentence, a street, how long, a mood, sometimes a typo or a phone number."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from data_samples.people_and_places import FIRST_NAMES_F, FIRST_NAMES_M
from data_samples.streets import Streets
from data_samples.topics import themes
from data_samples.words import phrases

_ANY = 5040  # draws below this fall evenly on lists of up to ten phrases, nearly so on longer ones


def complaints(channel: str, cases: pd.DataFrame, streets: Streets, rng: np.random.Generator) -> list[str]:
    """One text a case, in the channel's manner; '' for channels without texts."""
    write = _MANNERS.get(channel)
    if write is None:
        return [""] * len(cases)
    texts = write(cases, _cores(cases, streets, rng), streets, rng)
    texts = _with_contacts(texts, rng)
    return _with_typos(texts, rng) if channel in ("social", "open311") else texts


def _cores(cases: pd.DataFrame, streets: Streets, rng: np.random.Generator) -> list[str]:
    """The sentence with place and time; cases of one event mostly share it and always name the house."""
    n = len(cases)
    all_themes, how_long = themes(), phrases("complaint", "how_long")
    wording = cases["wording"].to_numpy()
    event = wording >= 0
    pick = np.where(event & (rng.random(n) < 0.7), wording, rng.integers(0, _ANY, n)).tolist()
    long = np.where(event, wording, rng.integers(0, _ANY, n)).tolist()
    where = places(cases, streets, rng)
    found = []
    for theme, p, k, t in zip(cases["theme"].tolist(), where, pick, long, strict=True):
        says = all_themes[theme].says
        text = says[k % len(says)].format(p=p, t=how_long[t % len(how_long)])
        found.append(text[0].upper() + text[1:])
    return found


def places(cases: pd.DataFrame, streets: Streets, rng: np.random.Generator, official: bool = False) -> list[str]:
    """Where it is, to stand inside a sentence: «на улице Кедровой, 12»; officials leave out «(Кедровая, 12)»."""
    n = len(cases)
    street, house = cases["street"].to_numpy(), cases["house"].tolist()
    on, name, village = streets.on[street], streets.name[street], streets.settlement[street]
    manner = np.where(cases["group"] >= 0, rng.integers(2, 7, n), rng.integers(0, 7, n)).tolist()
    elsewhere = ("по указанному месту",) if official else phrases("complaint", "nowhere")
    hidden, nowhere = cases["hidden"].tolist(), rng.integers(0, len(elsewhere), n).tolist()
    found = []
    for k in range(n):
        if hidden[k]:
            found.append(elsewhere[nowhere[k]])
        elif manner[k] < 2:
            found.append(f"на {on[k]}")
        elif manner[k] < 4:
            found.append(f"на {on[k]}, {house[k]}")
        elif manner[k] == 4:
            found.append(f"у дома {house[k]} на {on[k]}")
        elif manner[k] == 5 and not official:
            found.append(f"({name[k]}, {house[k]})")
        else:
            found.append(f"по адресу {village[k]}, {name[k]}, {house[k]}")
    return found


def addresses(cases: pd.DataFrame, streets: Streets) -> list[str]:
    """«Озерково, улица Кедровая, 12»."""
    street = cases["street"].to_numpy()
    parts = zip(streets.settlement[street], streets.name[street], cases["house"].tolist(), strict=True)
    return [f"{village}, {name}, {house}" for village, name, house in parts]


def about(theme: int) -> str:
    """«Об отсутствии отопления»."""
    words = themes()[theme].about
    return f"Об {words}" if words[0] in "аоуэи" else f"О {words}"


def _hurts(cases: pd.DataFrame, rng: np.random.Generator, share: float) -> list[str]:
    """What it does to people, for a share of the cases."""
    draw, wanted = rng.integers(0, _ANY, len(cases)).tolist(), (rng.random(len(cases)) < share).tolist()
    all_themes = themes()
    found = []
    for theme, k, yes in zip(cases["theme"].tolist(), draw, wanted, strict=True):
        hurts = all_themes[theme].hurts
        found.append(f" {hurts[k % len(hurts)]}" if yes else "")
    return found


def _details(count: int, rng: np.random.Generator, share: float) -> list[str]:
    """A circumstance with a number, for a share of the texts."""
    known = phrases("complaint", "details")
    draw = np.where(rng.random(count) < share, rng.integers(0, len(known), count), -1).tolist()
    number = rng.integers(3, 9000, count).tolist()
    small = ["заявка" not in phrase and "номер" not in phrase for phrase in known]
    pairs = zip(draw, number, strict=True)
    return [f" {known[k].replace('{n}', str(n % 93 + 4 if small[k] else n))}" if k >= 0 else "" for k, n in pairs]


def _social(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    n = len(cases)
    openings, asks, tails = (phrases("complaint", name) for name in ("openings", "asks", "tails"))
    opening = rng.integers(0, len(openings), n).tolist()
    ask = rng.integers(0, len(asks), n).tolist()
    tail = np.where(rng.random(n) < 0.16, rng.integers(0, len(tails), n), -1).tolist()
    mention = (rng.random(n) < 0.18).tolist()
    mark = rng.choice([".", "!", "...", "!!"], n, p=[0.62, 0.22, 0.11, 0.05]).tolist()
    hurts, details = _hurts(cases, rng, 0.4), _details(n, rng, 0.4)
    found = []
    for k, core in enumerate(cores):
        start = "[club0|Имя], " if mention[k] else openings[opening[k]]
        if start.endswith((", ", ": ")):
            core = core[0].lower() + core[1:]
        end = "" if core.endswith(("?", "!")) else mark[k]
        text = f"{start}{core}{end}{hurts[k]}{details[k]} {asks[ask[k]]}".strip()
        found.append(text + tails[tail[k]] if tail[k] >= 0 else text)
    return found


def _portal(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    asks = phrases("complaint", "asks")
    hurts, details = _hurts(cases, rng, 0.3), _details(len(cases), rng, 0.25)
    ask = rng.integers(0, len(asks), len(cases)).tolist()
    rows = zip(cores, hurts, details, ask, strict=True)
    return [f"{_ended(core)}{hurt}{detail} {asks[k]}".strip() for core, hurt, detail, k in rows]


def _call(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    """What the operator of 122 typed."""
    starts, ends = phrases("complaint", "call_starts"), phrases("complaint", "call_ends")
    n = len(cases)
    first, last = rng.integers(0, len(starts), n).tolist(), rng.integers(0, len(ends), n).tolist()
    hurts, details = _hurts(cases, rng, 0.2), _details(n, rng, 0.2)
    rows = zip(first, cores, hurts, details, last, strict=True)
    return [f"{starts[a]}{_ended(core)}{hurt}{detail}{ends[b]}" for a, core, hurt, detail, b in rows]


def _card(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    """The clerk's summary on a registry card."""
    ends = phrases("complaint", "card_ends")
    last, details = rng.integers(0, len(ends), len(cases)).tolist(), _details(len(cases), rng, 0.25)
    rows = zip(cases["theme"].tolist(), addresses(cases, streets), cores, details, last, strict=True)
    return [f"{about(t)} ({address}). {_ended(core)}{detail} {ends[k]}".strip() for t, address, core, detail, k in rows]


def _question(cases: pd.DataFrame, cores: list[str], streets: Streets, rng: np.random.Generator) -> list[str]:
    details = _details(len(cases), rng, 0.3)
    rows = zip(cases["theme"].tolist(), cores, details, strict=True)
    return [f"{about(t)}. {_ended(core)}{detail}" for t, core, detail in rows]


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(("?", "!")) else f"{sentence}."


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
        if "[" in text or "@" in text or "<" in text:
            continue
        if not (text[spot].isalpha() and text[spot + 1 : spot + 2].isalpha()):
            texts[k] = text.lower()
            continue
        way = int(rng.integers(0, 3))
        changed = text[spot + 1] + text[spot] if way == 0 else text[spot] * (way - 1) * 2 + text[spot + 1]
        texts[k] = text[:spot] + changed + text[spot + 2 :]
    return texts
