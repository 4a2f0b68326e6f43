"""Cases (their numbers, their ids) and words that are among those of a select or are not, as each engine is quick to
find them.
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, not_, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class _among(GenericFunction):
    """A number, those it is among in order, and the same each once."""

    type = Boolean()
    inherit_cache = True


@compiles(_among, "duckdb")
def _among_duckdb(element: _among, compiler: SQLCompiler, **kw: Any) -> str:
    number, _in_order, once = (compiler.process(each, **kw) for each in element.clauses)
    return f"({number} IN {once})"


@compiles(_among, "postgresql")
def _among_postgresql(element: _among, compiler: SQLCompiler, **kw: Any) -> str:
    number, in_order, _once = (compiler.process(each, **kw) for each in element.clauses)
    return f"({number} = ANY (ARRAY{in_order}))"


def among(number: ColumnElement[int], those: Any) -> ColumnElement[bool]:
    """``number IN (those)``, a select of numbers (of cases, of words) that the row itself has no say in.

    Grouped, DuckDB expects few of them and looks for these among all cases, not the other way round: half the time.
    PostgreSQL would hash them; as an array they are looked up in the index of the cases' numbers in half the time, and
    it sorts rows twice as fast as an array.
    """
    (each,) = those.subquery().c
    in_order, once = select(each).order_by(each), select(each).group_by(each)
    return _among(number, in_order.scalar_subquery(), once.scalar_subquery())


class _the_one(GenericFunction):
    """A number and a select of at most one."""

    type = Boolean()
    inherit_cache = True


@compiles(_the_one, "duckdb")
def _the_one_duckdb(element: _the_one, compiler: SQLCompiler, **kw: Any) -> str:
    number, one = (compiler.process(each, **kw) for each in element.clauses)
    return f"({number} IN {one})"


@compiles(_the_one, "postgresql")
def _the_one_postgresql(element: _the_one, compiler: SQLCompiler, **kw: Any) -> str:
    number, one = (compiler.process(each, **kw) for each in element.clauses)
    return f"({number} = {one})"


def the_one(number: ColumnElement[int], one: Any) -> ColumnElement[bool]:
    """``number = one``, a select of at most one number. PostgreSQL then reads an index that goes on with other columns
    in the order of these, and need not sort what it joins by them; DuckDB is quicker to look for one among one.
    """
    return _the_one(number, one.scalar_subquery())


class _one_of(GenericFunction):
    """An id or a number, and those it is one of."""

    type = Boolean()
    inherit_cache = True


@compiles(_one_of, "duckdb")
def _one_of_duckdb(element: _one_of, compiler: SQLCompiler, **kw: Any) -> str:
    own, those = (compiler.process(each, **kw) for each in element.clauses)
    return f"({own} IN {those})"


@compiles(_one_of, "postgresql")
def _one_of_postgresql(element: _one_of, compiler: SQLCompiler, **kw: Any) -> str:
    own, those = (compiler.process(each, **kw) for each in element.clauses)
    return f"({own} IN (SELECT unnest(ARRAY{those})))"


def one_of(own: ColumnElement[Any], those: Any) -> ColumnElement[bool]:
    """``own IN (those)``, a select of ids or numbers, also where it decides no more than what is counted, or is denied.
    There PostgreSQL hashes those only when it expects few, as of an array; what it expects to be many it compares one
    by one: of a million cases with 83,000 that had not ended after five minutes.
    """
    (each,) = those.subquery().c
    return _one_of(own, select(each).scalar_subquery())


def not_among(number: Any, those: Any) -> ColumnElement[bool]:
    """The number of a case, a column, is not among them: not one of those that are numbers (see `one_of`)."""
    (each,) = those.subquery().c
    return or_(number.is_(None), not_(one_of(number, select(each).where(each.is_not(None)))))
