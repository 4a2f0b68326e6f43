"""Numbers of cases, and of words, that are among those of a select or are not, as each engine is quick to find them."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

GOLDEN = 2654435769  # 2**32 divided by the golden ratio: its multiples lie far apart


class _among(GenericFunction):
    """A number, those it is among, and the same each once."""

    type = Boolean()
    inherit_cache = True


@compiles(_among, "duckdb")
def _among_duckdb(element: _among, compiler: SQLCompiler, **kw: Any) -> str:
    number, _any, once = (compiler.process(each, **kw) for each in element.clauses)
    return f"({number} IN {once})"


@compiles(_among, "postgresql")
def _among_postgresql(element: _among, compiler: SQLCompiler, **kw: Any) -> str:
    number, any_of, _once = (compiler.process(each, **kw) for each in element.clauses)
    return f"({number} = ANY (ARRAY{any_of}))"


def among(number: ColumnElement[int], those: Any) -> ColumnElement[bool]:
    """``number IN (those)``, a select of numbers (of cases, of words) that the row itself has no say in.

    Grouped, DuckDB expects few of them and looks for these among all cases, not the other way round: half the time.
    PostgreSQL would hash them, and numbers of different batches have the same hash by the dozen, which takes minutes
    for 100,000; as an array they are looked up in the index of the cases' numbers in a tenth of a second.
    """
    (each,) = those.subquery().c
    return _among(number, select(each).scalar_subquery(), select(each).group_by(each).scalar_subquery())


class _not_among(GenericFunction):
    """A number and those it is not among, as they are and scattered."""

    type = Boolean()
    inherit_cache = True


@compiles(_not_among, "duckdb")
def _not_among_duckdb(element: _not_among, compiler: SQLCompiler, **kw: Any) -> str:
    number, own, _scattered, _others = (compiler.process(each, **kw) for each in element.clauses)
    return f"({number} NOT IN {own})"


@compiles(_not_among, "postgresql")
def _not_among_postgresql(element: _not_among, compiler: SQLCompiler, **kw: Any) -> str:
    _number, _own, number, others = (compiler.process(each, **kw) for each in element.clauses)
    return f"({number} NOT IN (SELECT unnest(ARRAY{others})))"


def not_among(number: Any, those: Any) -> ColumnElement[bool]:
    """The number of a case, a column, is not among them. PostgreSQL expects few of an array, and so hashes them; what
    it expects to be many it compares one by one, for hours.
    """
    (each,) = those.subquery().c
    own, other = (select(one).where(each.is_not(None)).scalar_subquery() for one in (each, scattered(each)))
    return or_(number.is_(None), _not_among(number, own, scattered(number), other))


class scattered(GenericFunction):
    """``scattered(number)``: another number for each number of a case, to be joined by. PostgreSQL hashes one half of a
    bigint XOR the other, so that numbers of different batches share their hashes by the dozen; here their batch, in the
    upper half, stirs the lower one.
    """

    type = BigInteger()
    inherit_cache = True


@compiles(scattered, "duckdb")
def _scattered_duckdb(element: scattered, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(scattered, "postgresql")
def _scattered_postgresql(element: scattered, compiler: SQLCompiler, **kw: Any) -> str:
    number = compiler.process(element.clauses, **kw)
    return f"({number} # (({number} >> 32) * {GOLDEN} & 4294967295))"
