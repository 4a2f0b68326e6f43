"""The bridge: the same expression means the same on every engine."""

from datetime import datetime

import pandas as pd
import psycopg
import pyarrow as pa
import pytest
from sqlalchemy import (
    Column,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    cast,
    false,
    func,
    literal,
    select,
    text,
    union_all,
)

from store.dialects import (
    append_rows,
    digits,
    few,
    icontains,
    local_time,
    percentile,
    read_frame,
    replace_rows,
    time_bucket,
)
from store.engine import open_store
from store.numbers import among, not_among, one_of, the_one
from store.tables import case, case_text, district
from store.words import BATCH
from tests.sample_cases import a_case, day, load


def test_percentiles_interpolate_alike(store: Engine) -> None:
    load(store, [a_case(i, closed=i) for i in (1, 2, 3, 10)])
    with store.connect() as connection:
        found = connection.execute(select(percentile(case.c.close_seconds, 0.5), percentile(case.c.close_seconds, 0.9)))
        median, ninth = found.one()
    assert median == 2.5 * 86_400
    assert ninth == pytest.approx(7.9 * 86_400)


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [("hour", datetime(2026, 1, 5, 2)), ("day", datetime(2026, 1, 5)), ("week", datetime(2026, 1, 5)),
     ("month", datetime(2026, 1, 1))],
)  # fmt: skip
def test_buckets_follow_the_local_clock(store: Engine, bucket: str, expected: datetime) -> None:
    load(store, [a_case(1, filed=3 + 20.5 / 24)])  # Sunday 20:30 UTC is Monday 02:30 in Omsk
    with store.connect() as connection:
        found = connection.execute(select(time_bucket(bucket, case.c.filed_at, "Asia/Omsk"))).scalar()
    assert found == expected


def test_local_time_knows_that_a_zone_once_had_another_offset(store: Engine) -> None:
    load(store, [a_case(1)])
    before, after = datetime(2014, 10, 25, 12), datetime(2014, 10, 27, 12)
    with store.begin() as connection:
        for moment, hour in ((before, 16), (after, 15)):  # Moscow went from UTC+4 to UTC+3 on 26 October 2014
            connection.execute(case.update().values(filed_at=moment))
            local = connection.execute(select(local_time(case.c.filed_at, "Europe/Moscow"))).scalar_one()
            assert local.hour == hour


def test_an_unknown_bucket_is_refused() -> None:
    with pytest.raises(ValueError, match="hour, day, week, month"):
        time_bucket("year", case.c.filed_at, "UTC")


def test_digits_are_taken_from_where_they_stand(store: Engine) -> None:
    signature = literal("0011aaff22334455")
    taken = (digits(signature, start, 8) for start in (1, 9, 13, 17))
    with store.connect() as connection:
        assert tuple(connection.execute(select(*taken)).one()) == ("0011aaff", "22334455", "4455", "")


def test_cyrillic_is_found_in_lower_case(store: Engine) -> None:
    with store.connect() as connection:
        assert connection.execute(select(icontains(literal("нет отопления"), literal("отопл")))).scalar() is True
        assert connection.execute(select(icontains(literal("нет отопления"), literal("вода")))).scalar() is False


@pytest.mark.parametrize("joined", [False, True])
def test_few_of_many_rows_are_those_with_the_key(store: Engine, joined: bool) -> None:
    load(store, [a_case(n) for n in range(5)], texts={f"pos:{n}": f"Яма {n}" for n in range(5)})
    texts, wanted = case_text.alias("said"), select(case.c.id).where(case.c.id.in_(["pos:1", "pos:3", "none"]))
    those = case.join(texts, texts.c.case_id == case.c.id)
    question = select(texts.c.text).select_from(those).where(case.c.id.in_(["pos:1", "pos:3"]))
    with store.connect() as connection:
        found = connection.execute(question.where(few(texts, "case_id", wanted, joined=joined))).scalars()
        assert sorted(found) == ["Яма 1", "Яма 3"]
        listed = select(case_text.c.text).where(few(case_text, "case_id", ["pos:2"]))
        assert connection.execute(listed).scalars().all() == ["Яма 2"]


def test_a_number_is_among_those_of_a_select_whatever_their_batches(store: Engine) -> None:
    load(store, [a_case(n, batch_id=n) | {"number": n * BATCH + 7} for n in range(1, 6)])
    odd = select(case.c.number).where(case.c.source_number.in_(["1", "3"]))
    with store.connect() as connection:
        for those, expected in ((odd, ["1", "3"]), (union_all(odd, odd), ["1", "3"]), (odd.where(false()), [])):
            question = select(case.c.source_number).where(among(case.c.number, those)).order_by(case.c.id)
            assert connection.execute(question).scalars().all() == expected


def test_a_number_is_not_among_those_of_a_select_and_no_number_is_among_any(store: Engine) -> None:
    """Also where numbers share a block of 64, of which 63 is the last and 3 · BATCH + 7 among the first."""
    near = [a_case(n, batch_id=3) | {"number": number} for n, number in ((6, 62), (7, 63), (8, 3 * BATCH + 8))]
    load(store, [*(a_case(n, batch_id=n) | {"number": n * BATCH + 7} for n in range(1, 4)), a_case(4), *near])
    odd, without = (select(case.c.number).where(case.c.source_number.in_(these)) for these in (["1", "3", "7"], ["4"]))
    everybody = ["1", "2", "3", "4", "6", "7", "8"]
    with store.begin() as connection:
        connection.execute(case.update().where(case.c.source_number == "4").values(number=None))
        for those, expected in (
            (odd, ["2", "4", "6", "8"]), (union_all(odd, odd, without), ["2", "4", "6", "8"]), (without, everybody),
            (odd.where(false()), everybody),
        ):  # fmt: skip
            question = select(case.c.source_number).where(not_among(case.c.number, those)).order_by(case.c.id)
            assert connection.execute(question).scalars().all() == expected


def test_a_number_is_among_those_of_one_select_but_not_of_another(store: Engine) -> None:
    load(store, [a_case(n, batch_id=n) | {"number": n * BATCH + 7} for n in range(1, 6)])
    odd, few = (select(case.c.number).where(case.c.source_number.in_(these)) for these in (["1", "3", "5"], ["3", "4"]))
    with store.connect() as connection:
        for those, but, expected in (
            (odd, few, ["1", "5"]), (union_all(odd, odd), few, ["1", "5"]), (odd, odd, []),
            (odd, few.where(false()), ["1", "3", "5"]), (odd.where(false()), few, []),
        ):  # fmt: skip
            question = select(case.c.source_number).where(among(case.c.number, those, but=but)).order_by(case.c.id)
            assert connection.execute(question).scalars().all() == expected


def test_an_id_is_one_of_those_of_a_select_also_where_it_only_decides_what_is_counted(store: Engine) -> None:
    load(store, [a_case(n) for n in range(1, 5)])
    odd = select(case.c.id).where(case.c.source_number.in_(["1", "3"]))
    for those, expected in ((odd, 2), (union_all(odd, odd), 2), (odd.where(false()), 0)):
        with store.connect() as connection:
            counted = select(func.count(), func.count().filter(one_of(case.c.id, those)))
            assert connection.execute(counted).one() == (4, expected)


@pytest.mark.postgres
def test_postgresql_compares_no_id_with_each_of_many(postgres_store_url: str) -> None:
    """Ten million expected: hashed all the same. A million cases compared with 83,000 one by one come to no end."""
    hashed = "hashed SubPlan", "Hash Anti Join"
    many = select(cast(func.generate_series(1, 10_000_000), Text))
    numbers = select(func.generate_series(1, 10_000_000))
    counted = select(func.count().filter(one_of(case.c.id, many))).select_from(case)
    left = select(func.count()).select_from(case).where(not_among(case.c.number, numbers))
    for question, way in zip((counted, left), hashed, strict=True):
        with open_store(postgres_store_url).connect() as connection:
            told = question.compile(connection, compile_kwargs={"literal_binds": True})
            plan = "\n".join(connection.exec_driver_sql(f"EXPLAIN VERBOSE {told}").scalars())
        assert way in plan


@pytest.mark.postgres
def test_numbers_of_different_batches_have_different_hashes(administrator: psycopg.Connection) -> None:
    """PostgreSQL takes minutes to join 100,000 numbers of which dozens share a hash."""
    numbers = f"SELECT batch * {BATCH} + n AS number FROM generate_series(1, 400) batch, generate_series(1, 500) n"
    found = administrator.execute(f"SELECT count(DISTINCT hashint8(number)) FROM ({numbers}) numbers".encode())
    assert found.fetchone() == (pytest.approx(400 * 500, rel=0.001),)


def test_the_one_number_of_a_select_is_looked_for_and_none_is_no_number(store: Engine) -> None:
    load(store, [a_case(n, batch_id=n) | {"number": n * BATCH} for n in range(1, 4)])
    second = select(case.c.number).where(case.c.source_number == "2")
    with store.connect() as connection:
        for one, expected in ((second, ["2"]), (second.where(false()), [])):
            found = connection.execute(select(case.c.source_number).where(the_one(case.c.number, one))).scalars().all()
            assert found == expected


def test_bulk_rows_keep_nulls_times_quotes_and_line_breaks(store: Engine) -> None:
    texts = ['«ёлка» "в кавычках"; а, б', "строка\r\nдругая", None, ""]
    rows = pa.table({
        "id": [str(i) for i in range(4)], "region": ["r"] * 4, "channel": ["pos"] * 4,
        "source_number": ["1", "2", "", ""],
        "filed_at": pa.array([day(0), None, day(1), None], pa.timestamp("us")), "precision": ["day"] * 4,
        "state": ["new"] * 4, "place_precision": ["none"] * 4, "batch_id": [1] * 4, "address": texts,
    })  # fmt: skip
    with store.begin() as connection:
        append_rows(connection, case, rows)
        found = read_frame(connection, select(case.c.id, case.c.address, case.c.filed_at).order_by(case.c.id))
    assert found["address"].tolist()[:2] == texts[:2]
    assert pd.isna(found["address"][2])
    assert found["address"][3] == ""
    assert found["filed_at"].isna().tolist() == [False, True, False, True]
    assert found["filed_at"].dtype == "datetime64[us]"


def test_replacing_rows_leaves_one_of_each_key(store: Engine) -> None:
    scratch = MetaData()
    target = Table("target", scratch, Column("id", Text), Column("n", Integer))
    stage = Table("stage", scratch, Column("id", Text), Column("n", Integer))
    with store.begin() as connection:
        scratch.create_all(connection)
        append_rows(connection, target, pa.table({"id": ["a", "b"], "n": [1, 1]}))
        append_rows(connection, stage, pa.table({"id": ["b", "c"], "n": [2, 2]}))
        replace_rows(connection, target, stage, "id")
        found = dict(connection.execute(select(target.c.id, target.c.n)).all())
    assert found == {"a": 1, "b": 2, "c": 2}


def test_rows_find_their_columns_in_a_store_whose_columns_stand_in_another_order(store: Engine) -> None:
    """As in one that was brought up to a later version: what was added since stands last."""
    with store.begin() as connection:
        for change in ("DROP COLUMN successor_id", "ADD COLUMN successor_id TEXT"):
            connection.execute(text(f"ALTER TABLE district {change}"))
        row = {"id": "A", "region": "52", "name_ru": "Район", "successor_id": "B", "geometry": "{}"}
        append_rows(connection, district, pa.table({name: [value] for name, value in row.items()}))
        found = connection.execute(select(*(district.c[name] for name in row))).mappings().one()
    assert dict(found) == row
