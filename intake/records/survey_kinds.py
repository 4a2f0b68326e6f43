"""What kind of question a column of a survey is, told by its answers where its header does not say.

The rule is in docs/polls.md; whoever changes it here changes it there.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from intake.headers import normal_header

MOST_OPTIONS = 20  # answers that come again and again: more of them are no list to choose from
LONGEST_OPTION = 100  # letters
REPEATED = 0.8  # of the answers are given by two people or more
LAST_MARK, LEAST_TOP = 10, 3  # a scale has whole marks from 0 to 10; 0 and 1, or 1 and 2, are codes of words
COMMA = ", "
YES = {"да", "yes", "y", "1", "true", "+", "x", "х", "✓", "v", "выбрано", "checked"}
NO = {"нет", "no", "n", "0", "false", "не выбрано", "unchecked"}
TICKED, CLEARED, OTHER_WORDS, BLANK = "yno-"  # what a cell says of its option, a letter each
_WHOLE = re.compile(r"\d+(?:[.,]0+)?")
# An inner comma («Да, полностью») is followed by a small letter; between two options a capital, a figure or a quote
# follows, without a blank never a figure («10,000»). Where answers themselves begin small nobody can tell.
_BEFORE_CAPITAL = re.compile(r",\s+(?![a-zа-яё])|,(?=[A-ZА-ЯЁ«\"])")
_ANY_COMMA, _BEFORE_SMALL = re.compile(r",\s+|,(?=[^\W\d_])"), re.compile(r",\s*(?=[a-zа-яё])")


class Unsure(Exception):
    """Cells may hold several answers with `mark` between them, or answers with it in them: `part` never stands alone,
    or stands behind different words.
    """

    def __init__(self, part: str, mark: str) -> None:
        super().__init__(part, mark)
        self.part, self.mark = part, mark


@dataclass(frozen=True)
class Kind:
    """`code`: single, multiple, scale, text; `separator`: between several answers in a cell, "" for none; `options`:
    answers to choose from, in order; `parts`: a cell → its answers.
    """

    code: str
    options: tuple[str, ...] = ()
    separator: str = ""
    parts: Callable[[str], list[str]] = lambda cell: [cell]

    def taken(self, cell: str) -> tuple[list[str], list[str]]:
        """The options a cell names, as they are spelled here, and its words that are none."""
        spelled = {normal_header(option): option for option in self.options}
        parts = list(dict.fromkeys(self.parts(cell)))
        chosen = [spelled[normal_header(part)] for part in parts if normal_header(part) in spelled]
        return list(dict.fromkeys(chosen)), [part for part in parts if normal_header(part) not in spelled]


def kind_of(cells: Mapping[str, int], stated: str | None, separators: Sequence[str], known: Sequence[str] = ()) -> Kind:
    """The kind of a column. `cells`: answer → how many people gave it; `stated`: the kind its header names; `known`:
    options that the store has of the question.

    Raises Unsure.
    """
    if stated == "text":
        return Kind("text")
    if stated == "scale" or (stated is None and _is_scale(cells)):
        marks = _counted(cells, lambda cell: [mark(cell)])
        told = {one for one, n in marks.items() if n > 1 or _WHOLE.fullmatch(one)} | set(known)
        return Kind("scale", tuple(sorted(told, key=_number)), parts=lambda cell: [mark(cell)])
    if stated != "single" and (several := _several(cells, stated is not None, separators, known)):
        return several
    counted = folded(cells, known)
    if stated is not None or is_closed(counted):
        if stated is None and (part := _behind_different(cells)):
            raise Unsure(part, ",")
        return Kind(stated or "single", _options(counted, known))
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


def tick(cell: str, option: str) -> str:
    """What a cell in the column of an option says: TICKED, CLEARED, or OTHER_WORDS."""
    if is_yes(cell, option):
        return TICKED
    return CLEARED if cell.casefold() in NO else OTHER_WORDS


def option_columns(rows: Mapping[str, int], columns: Sequence[Mapping[str, int]], is_known: bool) -> list[int]:
    """Which columns «Question [option]» say no more than whether their option was chosen; none of a grid, a question
    for each column.

    `rows`: what the cells of a row say, a letter each → how many rows; `columns`: answer → people of each; `is_known`:
    the store has it as a question of several answers. A grid has other words beside yes and no, or marks; or blanks
    beside answers, and a no elsewhere: a blank is no answer then; or nothing but yes everywhere.
    """
    plain = []
    for place, cells in enumerate(columns):
        says: Counter[str] = Counter()
        for row, n in rows.items():
            says[row[place]] += n
        if not says[OTHER_WORDS]:
            plain.append(place)
        elif says[OTHER_WORDS] <= says[TICKED] + says[CLEARED] or _is_scale(cells):
            return []
    filled = [place for place in plain if columns[place]]
    said = [{row[place] for place in filled} - ({BLANK} if set(row) == {BLANK} else set()) for row in rows]
    if any(CLEARED in row for row in said) and any(BLANK in row and len(row) > 1 for row in said):
        return []
    return plain if is_known or any(row & {CLEARED, BLANK} for row in said) else []


def is_yes(cell: str, option: str) -> bool:
    """Whether a cell says that its option was chosen."""
    return cell.casefold() in YES or cell.casefold() == option.casefold()


def _is_scale(cells: Mapping[str, int]) -> bool:
    numbers = [_number(mark(cell)) for cell in cells if _WHOLE.fullmatch(cell)]
    return len(numbers) == len(cells) and LEAST_TOP <= max(numbers, default=0) <= LAST_MARK


def _number(cell: str) -> float:
    found = re.match(r"-?\d+", cell)
    return float(found[0]) if found else float("inf")


def _several(cells: Mapping[str, int], is_stated: bool, separators: Sequence[str], known: Sequence[str]) -> Kind | None:
    for separator in separators:
        # Programs write no blank behind it, people do.
        is_sure = is_stated or not any(re.search(re.escape(separator) + r"\s+\S", cell) for cell in cells)
        if found := _divided(cells, re.compile(re.escape(separator)), separator, is_stated, is_sure, known):
            return found
    small = any(cell[:1].islower() for cell in (*cells, *known)) or (is_stated and _behind_different(cells))
    return _divided(cells, _ANY_COMMA if small else _BEFORE_CAPITAL, COMMA, is_stated, is_stated, known)


def _divided(
    cells: Mapping[str, int],
    between: re.Pattern[str],
    separator: str,
    is_stated: bool,
    is_sure: bool,
    known: Sequence[str],
) -> Kind | None:
    """Several answers with this separator between them, or None. Where that is not sure each answer of two people or
    more has to stand alone in some cell; raises Unsure.
    """
    parts = _between(between)
    divided = [parts(cell) for cell in cells if between.search(cell)]
    if not divided:
        return None
    counted = folded(_counted(cells, parts), known)
    options = _options(counted, known)
    if is_stated:
        return Kind("multiple", options, separator, parts)
    often = set(map(normal_header, options))
    # One person's «Да, Но дорого» makes no question of several answers.
    if not is_closed(counted) or not any(often.issuperset(map(normal_header, found)) for found in divided):
        return None
    whole = [found[0] for found in map(parts, cells) if len(found) == 1]  # «Такси;» too
    alone = {normal_header(answer) for answer in (*whole, *known)}
    if not is_sure and (strange := [part for part in options if normal_header(part) not in alone]):
        raise Unsure(strange[0], separator.strip())
    return Kind("multiple", options, separator, parts)


def _behind_different(cells: Mapping[str, int]) -> str:
    """What two people or more wrote behind a comma and with a small letter, after different words or alone too
    («личная машина» of «Автобус, личная машина» and «Пешком, личная машина»); "" where nothing is such.
    """
    if any(cell[:1].islower() for cell in cells):
        return ""
    heads: dict[str, set[str]] = {normal_header(cell): {""} for cell in cells}
    people: Counter[str] = Counter()
    for cell, n in cells.items():
        head, *tails = _between(_BEFORE_SMALL)(cell)
        for tail in tails:
            heads.setdefault(normal_header(tail), set()).add(normal_header(head))
            people[tail] += n
    return next((tail for tail, n in people.items() if n > 1 and len(heads[normal_header(tail)]) > 1), "")


def _between(mark: re.Pattern[str]) -> Callable[[str], list[str]]:
    def parts(cell: str) -> list[str]:
        return list(dict.fromkeys(part.strip() for part in mark.split(cell) if part.strip())) or [cell]

    return parts


def _counted(cells: Mapping[str, int], parts: Callable[[str], list[str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for cell, n in cells.items():
        found.update(dict.fromkeys(parts(cell), n))
    return found


def folded(answers: Mapping[str, int], known: Sequence[str] = ()) -> Counter[str]:
    """The answers without regard to capitals, each as the store or most people spell it."""
    spelled: dict[str, str] = {}
    for answer, _ in sorted(answers.items(), key=lambda one: -one[1]):
        spelled.setdefault(normal_header(answer), answer)
    spelled |= {normal_header(option): option for option in known}
    found: Counter[str] = Counter()
    for answer, n in answers.items():
        found[spelled[normal_header(answer)]] += n
    return found


def _options(answers: Mapping[str, int], known: Collection[str]) -> tuple[str, ...]:
    """Those of the store, then what two people or more gave. The words of one alone are shown to nobody."""
    return (*known, *(answer for answer, n in answers.items() if n > 1 and answer not in known))
