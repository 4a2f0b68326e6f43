"""Cases (their numbers, their ids) and words that are among those of a select or are not, as each engine is quick to
find them.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    except_,
    exists,
    func,
    literal,
    or_,
    select,
)

from store.dialects import by_engine


def among(number: ColumnElement[int], those: Any, but: Any = None) -> ColumnElement[bool]:
    """``number IN (those)``, a select of numbers (of cases, of words) that the row itself has no say in; and not among
    `but`, another one.

    Grouped, DuckDB expects few of them and looks for these among all cases, not the other way round: half the time.
    PostgreSQL would hash them; as an array they are looked up in the index of the cases' numbers in half the time, and
    it sorts rows twice as fast as an array.
    """
    (each,) = those.subquery().c
    found = number.in_(select(each).group_by(each))
    if but is None:
        return by_engine(number == _any(_in_order(each)), found)
    return by_engine(number == _any(_rest(each, but)), and_(found, _in_none(number, but)))


def not_among(number: Any, those: Any) -> ColumnElement[bool]:
    """The number of a case, a column, is not among them. PostgreSQL takes three times as long to hash half a million as
    to mark each as a bit of its block of 64 and to hash the blocks.
    """
    (each,) = those.subquery().c
    one = select(_block(each).label("block"), cast(1, BigInteger).bitwise_lshift(_bit(each)).label("mark")).subquery()
    blocks = select(one.c.block, func.bit_or(one.c.mark).label("marks")).group_by(one.c.block).subquery("blocks")
    is_marked = blocks.c.marks.bitwise_rshift(_bit(number)).bitwise_and(1) == 1
    return by_engine(~exists().where(blocks.c.block == _block(number), is_marked), _in_none(number, those))


def the_one(number: ColumnElement[int], one: Any) -> ColumnElement[bool]:
    """``number = one``, a select of at most one number. PostgreSQL then reads an index that goes on with other columns
    in the order of these, and need not sort what it joins by them; DuckDB is quicker to look for one among one.
    """
    return by_engine(number == one.scalar_subquery(), number.in_(one))


def one_of(own: ColumnElement[Any], those: Any) -> ColumnElement[bool]:
    """``own IN (those)``, a select of ids, also where it decides no more than what is counted. There PostgreSQL hashes
    those only when it expects few, as of an array; what it expects to be many it compares one by one: of a million
    cases with 83,000 that had not ended after five minutes.
    """
    (each,) = those.subquery().c
    return by_engine(own.in_(select(func.unnest(_array(select(each))))), own.in_(select(each)))


def _rest(each: ColumnElement[int], but: Any) -> Select:
    """Each once and in order but for those: in order PostgreSQL goes through both side by side. Numbers that it hashes,
    expecting few, take twice as long.
    """
    (left_out,) = but.subquery().c
    sides = (_in_order(one).subquery() for one in (each, left_out))
    (kept,) = except_(*(select(side) for side in sides)).subquery().c
    return _in_order(kept)


def _block(number: Any) -> ColumnElement[int]:
    return number.bitwise_rshift(literal(6, Integer()))


def _bit(number: Any) -> ColumnElement[int]:
    return cast(number.bitwise_and(63), Integer)


def _in_none(number: ColumnElement[int], those: Any) -> ColumnElement[bool]:
    (each,) = those.subquery().c
    return or_(number.is_(None), number.not_in(select(each).where(each.is_not(None))))


def _in_order(each: ColumnElement[int]) -> Select:
    return select(each).order_by(each)


def _array(those: Select) -> Any:
    return func.array(those.scalar_subquery())


def _any(those: Select) -> Any:
    return func.any(_array(those))
