"""What kind of question a column of a survey is, told by its answers where its header does not say.

The rule is in docs/polls.md; whoever changes it here changes it there.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

MOST_OPTIONS = 20  # answers that come again and again: more of them are no list to choose from
LONGEST_OPTION = 100  # letters
REPEATED = 0.8  # of the answers are given by two people or more
LAST_MARK, LEAST_TOP = 10, 3  # a scale has whole marks from 0 to 10; 0 and 1, or 1 and 2, are codes of words
FEW_RARE, SHORT = 5, 30  # answers of one person alone that may be options: so many at most, of so many letters
COMMA = ", "
YES = {"да", "yes", "y", "1", "true", "+", "x", "х", "✓", "v", "выбрано", "checked"}
NO = {"нет", "no", "n", "0", "false", "не выбрано", "unchecked"}
_WHOLE = re.compile(r"\d+(?:[.,]0+)?")
# An inner comma («Да, полностью») is followed by a small letter; between two options a capital, a figure or a quote
# follows. Where answers themselves begin small nobody can tell.
_BEFORE_CAPITAL, _ANY_COMMA = re.compile(r",\s+(?![a-zа-яё])"), re.compile(r",\s+")


class Unsure(Exception):
    """Cells may hold several answers, or answers with commas in them; the message is one that never stands alone."""


@dataclass(frozen=True)
class Kind:
    """`code`: single, multiple, scale, text; `separator`: between several answers in a cell, "" for none; `options`:
    answers to choose from, in order; `parts`: a cell → its answers.
    """

    code: str
    options: tuple[str, ...] = ()
    separator: str = ""
    parts: Callable[[str], list[str]] = lambda cell: [cell]


def kind_of(cells: Mapping[str, int], stated: str | None, separators: Sequence[str]) -> Kind:
    """The kind of a column. `cells`: answer → how many people gave it; `stated`: the kind its header names.

    Raises Unsure.
    """
    if stated == "text":
        return Kind("text")
    if stated == "scale" or (stated is None and _is_scale(cells)):
        return Kind(
            "scale", tuple(sorted({mark(cell) for cell in cells}, key=_number)), parts=lambda cell: [mark(cell)]
        )
    if stated != "single" and (several := _several(cells, stated is not None, separators)):
        return several
    if stated is not None or is_closed(cells):
        return Kind(stated or "single", _options(cells))
    return Kind("text")


def mark(cell: str) -> str:
    """A mark of a scale without the zeros of a spreadsheet: «4.0» is 4."""
    return re.split(r"[.,]", cell)[0] if _WHOLE.fullmatch(cell) else cell


def is_closed(answers: Mapping[str, int]) -> bool:
    """Whether answers come from a list: at most 20 different ones of at most 100 letters that two people or more gave,
    and they are four fifths of all.
    """
    again = {answer: n for answer, n in answers.items() if n > 1}
    few = 0 < len(again) <= MOST_OPTIONS and all(len(answer) <= LONGEST_OPTION for answer in again)
    return few and sum(again.values()) >= REPEATED * sum(answers.values())


def are_ticks(cells: Mapping[str, int], option: str) -> bool:
    """Whether a column says no more than whether its option was chosen: yes and no, or the option itself."""
    return bool(cells) and all(is_yes(cell, option) or cell.casefold() in NO for cell in cells)


def is_yes(cell: str, option: str) -> bool:
    """Whether a cell says that its option was chosen."""
    return cell.casefold() in YES or cell.casefold() == option.casefold()


def _is_scale(cells: Mapping[str, int]) -> bool:
    numbers = [_number(mark(cell)) for cell in cells if _WHOLE.fullmatch(cell)]
    return len(numbers) == len(cells) and LEAST_TOP <= max(numbers, default=0) <= LAST_MARK


def _number(cell: str) -> float:
    found = re.match(r"-?\d+", cell)
    return float(found[0]) if found else float("inf")


def _several(cells: Mapping[str, int], is_stated: bool, separators: Sequence[str]) -> Kind | None:
    for separator in separators:
        if any(separator in cell for cell in cells):
            parts = _between(re.compile(re.escape(separator)))
            counted = _counted(cells, parts)
            if is_stated or is_closed(counted):
                return Kind("multiple", _options(counted), separator, parts)
    small = any(cell[:1].islower() for cell in cells)
    parts = _between(_ANY_COMMA if small else _BEFORE_CAPITAL)
    if all(len(parts(cell)) < 2 for cell in cells):
        return None
    counted = _counted(cells, parts)
    if is_stated:
        return Kind("multiple", _options(counted), COMMA, parts)
    if not is_closed(counted):
        return None
    alone = {cell.casefold() for cell in cells}
    if strange := [part for part in counted if part.casefold() not in alone]:
        raise Unsure(strange[0])
    return Kind("multiple", _options(counted), COMMA, parts)


def _between(mark: re.Pattern[str]) -> Callable[[str], list[str]]:
    def parts(cell: str) -> list[str]:
        return list(dict.fromkeys(part.strip() for part in mark.split(cell) if part.strip())) or [cell]

    return parts


def _counted(cells: Mapping[str, int], parts: Callable[[str], list[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for cell, n in cells.items():
        found.update(dict.fromkeys(parts(cell), n))
    return found


def _options(answers: Mapping[str, int]) -> tuple[str, ...]:
    """Answers to be told by their words. What one person alone wrote is not, unless short and one of few."""
    rare = [answer for answer, n in answers.items() if n == 1]
    hidden = set(rare) if len(rare) > FEW_RARE else {answer for answer in rare if len(answer) > SHORT}
    return tuple(answer for answer in answers if answer not in hidden)
