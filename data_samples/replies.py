"""What officials answer: most say when, where and what was done; one agency says nothing, quickly and always alike."""

import numpy as np
import pandas as pd

from data_samples.answers import EXPLAINED, REDIRECTED, REFUSED, SOLVED, Temper
from data_samples.streets import Streets
from data_samples.texts import places
from data_samples.topics import themes

_MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
           "декабря")  # fmt: skip
_GREETINGS = {
    "social": ("[id0|Имя], здравствуйте! ", "Имя Фамилия, добрый день. ", "Здравствуйте! ", "[id0|Имя], добрый день! "),
    "open311": ("Здравствуйте! ", "Добрый день. ", ""),
    "statutory": ("", "По обращению: ", "Рассмотрено. "),
    "reception": ("",),
}
FORMAL = (
    "Здравствуйте! Ваше обращение рассмотрено. Информация принята к сведению и направлена в работу. Спасибо за активную "
    "гражданскую позицию.",
    "Здравствуйте! Ваше обращение рассмотрено, информация принята к сведению и направлена в работу. Благодарим за "
    "активную гражданскую позицию!",
    "Добрый день! Ваше обращение рассмотрено. Информация принята к сведению. Спасибо за обращение и активную гражданскую "
    "позицию.",
    "Здравствуйте! Обращение рассмотрено, вопрос находится на контроле. Информация принята к сведению. Спасибо за "
    "активную гражданскую позицию.",
)
_VAGUE = (
    "Работы будут выполнены в плановом порядке.",
    "Вопрос взят на контроль, меры принимаются.",
    "Информация передана ответственным специалистам.",
    "Вопрос находится в проработке, о результатах сообщим дополнительно.",
)


def replies(
    channel: str, cases: pd.DataFrame, streets: Streets, temper: Temper, rng: np.random.Generator
) -> list[str]:
    """The final answer of each closed case, '' while it is open."""
    n = len(cases)
    who, outcome = cases["agency"].to_numpy(), cases["outcome"].to_numpy()
    formal = (temper.formal[who] & (rng.random(n) < 0.93)).tolist()
    vague = (rng.random(n) < 0.3 * (1 - temper.quality[who])).tolist()
    greetings = _GREETINGS.get(channel, ("",))
    hello = rng.integers(0, len(greetings), n).tolist()
    draw = rng.integers(0, 5040, (n, 4)).tolist()
    where = places(cases, streets, rng)
    closed = pd.DatetimeIndex(cases["closed"]).fillna(pd.Timestamp("2000-01-01"))
    when = list(zip(closed.day.tolist(), closed.month.tolist(), strict=True))
    found = []
    for k, (theme, result) in enumerate(zip(cases["theme"].tolist(), outcome.tolist(), strict=True)):
        if result < 0:
            found.append("")
        elif formal[k]:
            found.append(FORMAL[draw[k][0] % len(FORMAL)])
        elif vague[k]:
            found.append(greetings[hello[k]] + _VAGUE[draw[k][0] % len(_VAGUE)])
        else:
            found.append(greetings[hello[k]] + _concrete(theme, result, where[k], when[k], draw[k]))
    return found


def _concrete(theme: int, outcome: int, place: str, when: tuple[int, int], draw: list[int]) -> str:
    """An answer with a date, a place, a measure and mostly a document."""
    done = themes()[theme].done
    measure = done[draw[0] % len(done)]
    day = f"{max(1, when[0] - draw[1] % 3)} {_MONTHS[when[1] - 1]}"
    later = f"{1 + draw[1] % 27} {_MONTHS[when[1] % 12]}"
    number = 10 + draw[2] % 890
    if outcome == SOLVED:
        ends = (f"Акт № {number} подписан.", "Фото прилагаем.", f"Контрольный выезд {later}.", "")
        starts = (f"{day} {place} ", f"По обращению {place}: ", f"Бригада выехала {day}: ", f"Выполнено {day}: ")
        return f"{starts[draw[3] % 4]}{measure}. {ends[draw[2] % 4]}".strip()
    if outcome == EXPLAINED:
        ways = (
            f"Специалисты осмотрели место {place} {day}. Работы включены в план, срок до {later}, контракт № {number}.",
            f"Выезд {place} состоялся {day}, составлен акт № {number}. Исполнение намечено на {later}.",
            f"{day} {place}: {measure}. Следующий осмотр {later}.",
            f"По информации подрядчика, {place} работы идут с {day}, завершение {later}. Телефон мастера есть в подъезде.",
            f"Согласно постановлению № {number} этот вид работ {place} проводится до {later}.",
        )
        return ways[draw[3] % 5]
    if outcome == REFUSED:
        return f"Проверка {day} {place} нарушений не подтвердила, акт № {number}. Решение можно обжаловать до {later}."
    if outcome == REDIRECTED:
        return f"Вопрос относится к другой организации, письмо № {number} направлено {day}, ответ придёт до {later}."
    return f"Отклонено модератором {day}: не указан адрес."


def interim_replies(cases: pd.DataFrame, temper: Temper, rng: np.random.Generator) -> list[str]:
    """«Принято в работу» for two fifths of social-media incidents; '' where the first reply is already the answer."""
    n = len(cases)
    wanted = (rng.random(n) < 0.4) & ~temper.formal[cases["agency"].to_numpy()] & cases["first"].notna().to_numpy()
    first = pd.DatetimeIndex(cases["first"]).fillna(pd.Timestamp("2000-01-01")) + pd.Timedelta(days=4)
    day, month = first.day.tolist(), first.month.tolist()
    ways = (
        "[id0|Имя], здравствуйте. Вопрос передан специалистам, вернёмся с ответом не позднее {d} {m}.",
        "Здравствуйте! Приняли в работу. Уточним информацию и ответим до {d} {m}.",
        "Имя Фамилия, добрый день. Уточните, пожалуйста, номер дома. Ответ подготовим к {d} {m}.",
        "[id0|Имя], добрый день! Передали в профильный департамент, срок до {d} {m}.",
    )
    pick = rng.integers(0, 4, n).tolist()
    return [
        ways[pick[k]].format(d=day[k], m=_MONTHS[month[k] - 1]) if wanted[k] else "" for k in range(n)
    ]
