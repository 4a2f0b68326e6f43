"""Formal replies (отписки): visible signals of an answer that answers nothing, and a score made of them.

A sign with its evidence to look at, not a verdict on a person.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import reply_clusters
from analysis.intervals import wilson
from analysis.reply_clusters import MONTHS, body, clusters, wording

# What each signal adds to the score; a reply is suspected from `SUSPECTED` on. An empty reply needs a second signal, a
# reply with something concrete in it two or more.
WEIGHTS = {
    "empty": 0.4, "repeated": 0.3, "interim": 0.3, "sent_away": 0.1, "only_explained": 0.1, "low_rating": 0.1,
    "came_back": 0.1,
}  # fmt: skip
SUSPECTED = 0.5
FEWEST = 3  # replies that make a repetition
NOTICE_DAYS, NOTICE_SHARE = 3, 0.8  # a mass notice: so many of its replies about one topic in one district within days
USUALLY, KNOWN = 0.5, 20  # a topic is usually solved: more than half of at least so many
LOW = 2

_KIND_OF_UNIT = (
    r"\b(?:МУП|МБУ|МКУ|МАУ|МКП|МП|ГБУ|ГКУ|ГУП|БУЗ|БУ|КУ|[ПОЗ]?АО|ООО|ИП|ТСЖ|ТСН|УК|ЖСК|ЖЭУ|РЭУ|РЭС|ДРСУ|ДЭУ)\s*"
)
_WORD_OF_UNIT = r"\b(?:[Кк]омпани|[Оо]рганизаци|[Пп]редприяти|[Уу]чреждени|[Пп]одрядчик|[Сс]лужб)[а-яё]{0,3}\s+"
# No name though its letter is a capital: «УК Вашего дома», «АО Вам ответит», УК Российской Федерации.
_NO_NAME = r"(?!(?:Вы|Вам|Вами|Вас|Ваш(?:а|е|его|ей|ему|и|им|ими|их|у)?|Росси(?:и|йской))\b)"
_CONTENT = {
    "date": rf"\b\d{{1,2}}[./]\d{{1,2}}\b|\b\d{{1,2}}\s+(?:{MONTHS})|\b(?:сегодня|завтра|вчера|послезавтра)\b|"
    rf"\bдо конца (?:\w+ )?(?:дня|недели|месяца|года)|\bна (?:этой|текущ\w+|следующ\w+) недел|"
    rf"\b(?:в|на|до|с) (?:{MONTHS})\w*|\b(?:в|на) (?:первом|втором|третьем|четв[её]ртом) квартале",
    "document": r"№\s*\d|\b(?:акт|контракт|приказ|постановлени|распоряжени|предписани|протокол|договор|наряд)\w{0,3}\b",
    "place": r"\b(?:ул(?:\.|иц[аеуы])|просп\w+|пр-к?т\w*|переул\w+|бульвар\w*|шоссе|посел\w+|пос[её]л\w+|деревн\w+|"
    r"микрорайон\w*|с\.|пер\.)\s*[А-ЯЁ]|\b[А-ЯЁ][а-яё]+(?:ой|ая|ую) улиц|\bдом(?:а|у|ом|е)?\s*№?\s*\d|\bд\.\s*\d",
    "number": r"\d",
    "done": r"(?<!будут )(?<!будет )(?<!быть )\b"
    r"(?!рассмотрен|направлен|передан|принят|взят|учт[её]н|довед[её]н|получен|указан|зарегистрирован|"
    r"запланирован|запрошен|перенаправлен|определ[её]н|связан|вынужден|ограничен|"
    r"должен|должн|обязан|возможен|нужен)[а-яё]{3,}(?:[аяеё]н(?:а|о|ы)?|[аеы]т(?:а|о|ы))\b|"
    r"\b(?!передали|направили|запросили|приняли|получили|сообщили|ответили|учли|поняли|если|или|были|недели|модели)"
    r"[а-яё]{3,}(?:али|или|ели|ули)\b",
    # Who does it, by name: МКУ «Горсвет», УК Жилсервис, ЖЭУ № 4. Not who answers and not whom to ask: see `content`.
    "unit": rf"{_KIND_OF_UNIT}(?:№\s*\d|[«\"“„]\s*[А-ЯЁA-Z\d]|{_NO_NAME}[А-ЯЁ][а-яё]{{2}})|"
    rf"{_WORD_OF_UNIT}[«\"“„]\s*[А-ЯЁA-Z\d]",
    "photo": r"\bфото[а-яё]*\s+(?:прилаг|прилож|прикреп|во вложени|в приложени)|"
    r"\b(?:прилаг|прикрепля)[а-яё]+\s+(?:[а-яё]+\s+)?фото|\bфотоотч[её]т",
}
CASED = ("place", "unit")
# Names begin with a capital; all else is looked for in lower case, twice as fast as ignoring the case.
CONTENT = {name: re.compile(pattern) for name, pattern in _CONTENT.items()}
KINDS = tuple(CONTENT)
# Changes with the rules by which replies are read: what other rules read is read again.
RULES = crc32(b"".join(Path(str(module)).read_bytes() for module in (__file__, reply_clusters.__file__)))
_AWAY = re.compile(
    r"\bобратитесь|(?:нужно|необходимо|следует|рекоменду\w+|предлага\w+|можете|вправе)\s+(?:\w+\s+)?обратиться|"
    r"не (?:относится|входит)\s+(?:к|в)\s+(?:\w+\s+)?(?:компетенц|полномочи)|не в (?:нашей )?компетенции",
    re.IGNORECASE,
)
# «Приняли в работу, ответим до 5 мая»: an answer is still to come.
_LATER = re.compile(
    r"(?:верн[её]мся|вернутся) с ответом|\bответим\b|\bответ (?:\w+ ){0,2}?(?:будет|подготовим|направим|дадим)|"
    r"\b(?:подготовим|направим|предоставим|дадим) (?:\w+ ){0,2}?ответ|"
    r"\bо результатах (?:\w+ ){0,3}?(?:сообщим|проинформируем|будете? )|"
    r"\b(?:сообщим|проинформируем|ответим) (?:\w+ ){0,2}?(?:дополнительно|позднее|позже|о результат)|"
    r"\bдополнительно (?:сообщим|проинформируем)|\b(?:принят[оаы]?|приняли|взят[оаы]?|взяли) в работу|"
    r"\bпередали .{0,60}?\bсрок до\b|\bожидайте ответа?\b",
    re.IGNORECASE,
)
_PASSED_ON = re.compile(r"передан|передали|перенаправ|направлен|направили|переадресов", re.IGNORECASE)


# What closes a reply and is none: a courtesy, a signature, whom to call. Each line of it.
_COURTESY = re.compile(r"с (?:глубоким )?уважением\b.{0,200}", re.IGNORECASE | re.DOTALL)
_NAMED = rf"(?:{_KIND_OF_UNIT}|{_WORD_OF_UNIT})(?:№\s*\d+|[«\"“„][^.!?\n»\"”]{{1,60}}[»\"”]{{1,2}}|[А-ЯЁ][\w-]+)"
# Names that tell nothing of who does it: who signs, who answers («ООО «Уют» сообщает: …»), to whom one is told to turn.
_OTHER_UNITS = re.compile(
    r"(?:(?<=[.!?…])|\n|^)\s*(?:(?:[Дд]иректор|[Нн]ачальник|[Рр]уководитель|[Аа]дминистрация|[Сс]пециалист|"
    rf"[Ии]нженер|[Уу]правляющая)\s+)?{_NAMED}(?:,?\s+(?:г\.\s*)?[А-ЯЁ][\w.-]+){{0,3}}[\s.!]*$|"
    rf"{_NAMED}(?:\s+(?:г\.|города|района)?\s*[А-ЯЁ][\w-]+){{0,2}}\s+"
    r"(?:сообща|информиру|уведомля|поясня|разъясня|благодар|рассмотрел)\w*|"
    r"\b[Оо]бра(?:титесь|титься|щайтесь|щаться)\b(?:, пожалуйста,|[^.!?;,])*"
)
_CLOSING = re.compile(
    r"(?:с наилучшими пожеланиями|всего (?:вам )?(?:доброго|хорошего)|(?:хорошего|доброго) (?:вам )?дня|"
    r"(?:спасибо|благодарим) (?:вас )?за (?:ваш\w* )?(?:обращени|сообщени|неравноду|внимани|понимани|активн))"
    r"[^.!?]{0,60}[.!]*|"
    r"(?:тел(?:ефон\w*|\.)|исп(?:олнитель|\.)|контактн\w+ (?:телефон|лицо)|e-?mail|эл(?:ектронная|\.) почта)"
    r"(?!\w).{0,100}|"
    r"(?:глава|заместитель|начальник|директор|руководитель|администрация|министерство|отдел|управление|департамент)\b"
    r"[^.!?\d]{0,80}|(?:[а-яё]\.\s?){2}[а-яё-]+|[а-яё-]+ [а-яё]\.\s?[а-яё]\.",
    re.IGNORECASE,
)


def content(reply: str) -> tuple[str, ...]:
    """Kinds of concrete content in a reply (keys of `CONTENT`): «Яма засыпана 3 мая» has date, number, done."""
    words = body(reply)
    lower = words.lower()
    found = [name for name, pattern in CONTENT.items() if pattern.search(words if name in CASED else lower)]
    if "unit" in found and not CONTENT["unit"].search(_OTHER_UNITS.sub(" ", _COURTESY.sub(" ", reply).strip())):
        found.remove("unit")
    return tuple(found)


def sends_away(reply: str) -> bool:
    """The applicant is told to write to somebody else, and nothing was passed on."""
    return bool(_AWAY.search(reply)) and not _PASSED_ON.search(reply)


def last_part(reply: str) -> str:
    """What was replied last: the replies to a case follow each other after an empty line. A closing formula or a
    signature is no reply: it belongs to what stands before it.
    """
    parts = reply.strip().split("\n\n")
    at = len(parts) - 1
    while at > 0 and _closes(parts[at]):
        at -= 1
    return "\n\n".join(parts[at:])


def _closes(part: str) -> bool:
    lines = [body(line).strip(" ,") for line in part.strip().split("\n")]
    return bool(_COURTESY.fullmatch(part.strip())) or all(not line or _CLOSING.fullmatch(line) for line in lines)


def is_interim(reply: str) -> bool:
    """The last part of the reply says that an answer will come, and tells of nothing done: «Приняли в работу, ответим
    до 5 мая».
    """
    last = body(last_part(reply))
    return bool(_LATER.search(last)) and not CONTENT["done"].search(last.lower())


class Reading(NamedTuple):
    """What the text of a reply says by itself, whatever the other replies are."""

    skeleton: str
    facts: str
    content: tuple[str, ...]
    is_away: bool
    is_interim: bool


def reading(reply: str) -> Reading:
    """Read one reply: its masked words, the facts that were masked, what is concrete in it, whether it sends away or
    puts off.
    """
    return Reading(*wording(reply), content(reply), sends_away(reply), is_interim(reply))


def readings(replies: pd.Series) -> pd.DataFrame:
    """The columns of `Reading` by the index of `replies`; every distinct text is read once."""
    read = {reply: reading(reply) for reply in replies.unique()}
    return pd.DataFrame([read[reply] for reply in replies], index=replies.index, columns=list(Reading._fields))


def judged(replies: pd.DataFrame, signatures: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Signals and score of each reply.

    In: the columns of `Reading`, topic, district, place (keys, None unknown), day (datetime64), rating (1 to 5, NaN),
    outcome, norm_passed (an answer after an interim reply should have come by now), came_back (so did the applicant);
    `signatures`: of skeletons, see `analysis.reply_clusters.clusters`.
    Out: the same rows and cluster (its skeleton), content (kinds found), is_notice, the keys of `WEIGHTS` (bool),
    score (the sum of their weights), suspected. A reply that is part of a mass notice is never suspected.
    """
    found = replies.assign(cluster=clusters(replies["skeleton"], signatures))
    found["is_notice"] = _notices(found)
    found["repeated"] = _repeated(found) & ~found["is_notice"]
    found["empty"] = found["content"].map(len) == 0
    found["sent_away"] = found["is_away"].astype(bool) & ~found["outcome"].isin(("redirected",))
    found["low_rating"] = found["rating"].astype(float).to_numpy(na_value=np.nan) <= LOW
    found["interim"] = found["is_interim"].astype(bool) & found["norm_passed"].astype(bool)
    found["came_back"] = found["came_back"].astype(bool)
    found["only_explained"] = found["outcome"].isin(("explained",)) & found["topic"].isin(usually_solved(found))
    found["score"] = sum(found[name].astype(float) * weight for name, weight in WEIGHTS.items())
    found["suspected"] = (found["score"] >= SUSPECTED - 1e-9) & ~found["is_notice"]
    return found.drop(columns=["skeleton", "facts", "is_away", "is_interim", "norm_passed"])


def usually_solved(replies: pd.DataFrame) -> set[str]:
    """Topics of which more than half of at least 20 solved or explained cases were solved."""
    known = replies[replies["outcome"].isin(("solved", "explained"))]
    share = (known["outcome"] == "solved").groupby(known["topic"]).agg(["mean", "size"])
    return set(share.index[(share["mean"] > USUALLY) & (share["size"] >= KNOWN)])


def _repeated(found: pd.DataFrame) -> pd.Series:
    """One text with the same facts (mostly none) for at least three cases in different places or topics.

    A form filled with each case's own date and street is no repetition.
    """
    group = found.groupby(["cluster", "facts"])
    different = (group["topic"].transform("nunique") > 1) | (group["place"].transform("nunique") > 1)
    return different & (group["cluster"].transform("size") >= FEWEST) & (found["cluster"] != "")


def _notices(found: pd.DataFrame) -> pd.Series:
    """Replies of clusters that one event explains: four fifths about one topic in one district within three days."""
    sizes = found.groupby("cluster")["cluster"].transform("size")
    known = found[(sizes >= FEWEST) & found["district"].notna() & found["topic"].notna() & found["day"].notna()]
    together = known.groupby(["cluster", "district", "topic"])["cluster"].transform("size")
    likely = known[together >= NOTICE_SHARE * sizes.loc[known.index]]
    span = np.timedelta64(NOTICE_DAYS, "D")
    notices = {
        cluster
        for cluster, days in likely.groupby("cluster")["day"]
        if _busiest(np.sort(days.to_numpy()), span) >= NOTICE_SHARE * sizes.loc[days.index[0]]
    }
    return found["cluster"].isin(notices)


def _busiest(days: NDArray[np.datetime64], span: np.timedelta64) -> int:
    """The most of these sorted moments that fit into a span."""
    return int((np.searchsorted(days, days + span, side="left") - np.arange(len(days))).max())


def by_key(found: pd.DataFrame, key: pd.Series) -> pd.DataFrame:
    """Columns key, numerator (suspected), denominator (replies), value, low, high; the highest lower limit first."""
    rows = found["suspected"].groupby(key, dropna=False).agg(["sum", "size"]).reset_index()
    rows.columns = pd.Index(["key", "numerator", "denominator"])
    low, high = wilson(rows["numerator"], rows["denominator"])
    rows = rows.assign(value=rows["numerator"] / rows["denominator"], low=low, high=high)
    return rows.sort_values(["low", "key"], ascending=[False, True], ignore_index=True)


def cluster_rows(found: pd.DataFrame) -> pd.DataFrame:
    """Texts used at least three times, the most suspected first: skeleton, size, suspected, topics, places (distinct
    ones), is_notice, cases (index values).
    """
    named = found[found["cluster"] != ""].assign(case=lambda rows: rows.index)
    rows = named.groupby("cluster").agg(
        size=("case", "size"), suspected=("suspected", "sum"), topics=("topic", "nunique"),
        places=("place", "nunique"), is_notice=("is_notice", "any"), cases=("case", list),
    )  # fmt: skip
    rows = rows[rows["size"] >= FEWEST].rename_axis("skeleton").reset_index()
    return rows.sort_values(["suspected", "size", "skeleton"], ascending=[False, False, True], ignore_index=True)
