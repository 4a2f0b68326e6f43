"""`reply_signals CASE`: what in the reply to one case makes it look formal, and what it is told from."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Connection,
    Engine,
    Row,
    Select,
    and_,
    any_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)

from analysis.replies import RULES, SUSPECTED, WEIGHTS, judged, reading, usually_solved
from analysis.reply_clusters import BANDS, alike, clusters, signature
from queries.clock import Clock, read_clock
from queries.filters import Filters, to_local
from queries.repeats import DAYS, place_of
from queries.replies import answer_wanted_by, has_reply, norm_passed
from queries.reply_readings import is_read, wording_key
from queries.scope import Scope, may_see, visible_cases
from store.days_off import days_off
from store.dialects import digits, few, local_time, read_frame, read_table
from store.numbers import among
from store.tables import case, case_text, case_word, reply_reading, reply_wording, word
from store.words import held

if TYPE_CHECKING:
    from queries.question import Question

BAND = 8  # digits of a band of a signature
AT_ONCE = 48_000  # bands in one question: PostgreSQL takes 65,535
LONG, LOOKED_UP = 5, 4  # letters of the words, and how many of them, by which other replies are looked for
COLUMNS = ("id", "score", "suspected", "is_notice", *WEIGHTS, "content", "is_interim", "wanted_by", "alike", "topics",
           "places", "compared")  # fmt: skip


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: see `reply_signals`, none where there is no reply; `weights` and `limit` of the score. Filters do not
    apply. Raises ValueError without the id of a case.
    """
    if not asked.subject:
        raise ValueError("the signals of which reply? For example: reply_signals pos:12345")
    found = reply_signals(engine, scope, asked.subject)
    rows = pd.DataFrame([found] if found else [], columns=list(COLUMNS))
    return {"rows": rows, "weights": WEIGHTS, "limit": SUSPECTED}


def reply_signals(engine: Engine, scope: Scope, case_id: str) -> dict[str, Any] | None:
    """score, suspected, is_notice and the signals as `analysis.replies.judged` tells them among all replies this person
    sees; content (the kinds found); is_interim and wanted_by (the local day up to which the final answer should come);
    alike: how many replies have this text with the same facts, this one too, for how many topics and places; compared:
    False where the reply was not yet set against the others (see `queries.reply_readings`), so that `repeated` and
    is_notice are not known. No words. None where there is no reply or no such case in sight.
    """
    c = visible_cases(scope, Filters()).subquery("c")
    with engine.connect() as connection:
        clock = read_clock(connection)
        now = clock.moment(c.c.channel).now.label("now")
        question = select(c, place_of(c.c).label("place"), case_text.c.reply, now)
        told = question.join(case_text, case_text.c.case_id == c.c.id).where(c.c.id == case_id, has_reply(c))
        told = told.where(few(case_text, "case_id", [case_id], joined=True))
        this = connection.execute(told).first()
        return None if this is None else _told(connection, scope, this, clock)


def _told(connection: Connection, scope: Scope, this: Row, clock: Clock) -> dict[str, Any]:
    read, rows = reading(this.reply), _alike(connection, scope, this, clock)
    compared = bool((rows["id"] == this.id).any())
    if not compared:
        rows = pd.DataFrame([_facts(this, clock)])
    calendar = days_off(connection).calendar
    moments = {"replied": this.first_response_at or this.closed_at, "due": this.due_at, "now": this.now}
    local = {name: [at and to_local(at, clock.zone)] for name, at in moments.items()}
    when = pd.DataFrame(local).astype("datetime64[us]")
    own = rows["id"] == this.id
    # What belongs to the case alone may stand in all rows: only its own is looked at.
    rows = rows.assign(
        skeleton=pd.Series([read.skeleton] * len(rows), dtype=object),
        content=pd.Series([read.content] * len(rows), dtype=object), is_away=read.is_away,
        is_interim=read.is_interim, rating=this.rating, outcome=this.outcome,
        norm_passed=bool(norm_passed(when, calendar)[0]),
        came_back=bool(this.repeat_review) or _came_back(connection, scope, this),
    )  # fmt: skip
    found = _with_usual(judged(rows)[own].iloc[0].to_dict(), connection, scope, this)
    same = rows[rows["facts"] == rows.loc[own, "facts"].iloc[0]]
    wanted = answer_wanted_by(when["replied"], calendar)[0]
    return {
        "id": this.id, "score": float(found["score"]), "content": list(read.content), "is_interim": read.is_interim,
        **{name: bool(found[name]) for name in ("suspected", "is_notice", *WEIGHTS)},
        "wanted_by": str(wanted) if read.is_interim and not np.isnat(wanted) else None,
        "alike": len(same), "topics": int(same["topic"].nunique()), "places": int(same["place"].nunique()),
        "compared": compared,
    }  # fmt: skip


def _facts(this: Row, clock: Clock) -> dict[str, Any]:
    return {
        "id": this.id, "topic": this.topic_id or this.topic_source, "place": this.place, "facts": 0,
        "district": this.district_id or this.district_source,
        "day": pd.Timestamp(to_local(this.filed_at, clock.zone)) if this.filed_at else pd.NaT,
    }  # fmt: skip


def _alike(connection: Connection, scope: Scope, this: Row, clock: Clock) -> pd.DataFrame:
    """The visible cases whose reply is the same text, this one too: id, topic, district, place, day, facts. None where
    this reply was not yet read.
    """
    # Objects: of each text one, however many cases have it.
    beside = _wordings(connection, reading(this.reply).skeleton).set_index("wording").astype(object)
    rows = _with_wordings(connection, scope, this, beside["skeleton"], clock)
    skeletons = beside["skeleton"].loc[rows.pop("wording")].set_axis(rows.index)
    # Each as often as somebody was told it: the most frequent one stands for a text.
    group = clusters(skeletons, dict(zip(beside["skeleton"], beside["signature"], strict=True)))
    return rows[group.isin(group[rows["id"] == this.id])].reset_index(drop=True)


def _with_wordings(connection: Connection, scope: Scope, this: Row, skeletons: pd.Series, clock: Clock) -> pd.DataFrame:
    """The visible cases whose reply has one of these wordings (skeletons by wording): as above, and wording."""
    c: Any = visible_cases(scope, Filters()).subquery("c")
    words = _in_all(skeletons, this.reply)
    if words:
        c = select(c).where(*(among(c.c.number, _holding(word)) for word in words)).cte("there")
    columns = {"topic": func.coalesce(c.c.topic_id, c.c.topic_source), "place": place_of(c.c),
               "district": func.coalesce(c.c.district_id, c.c.district_source),
               "day": local_time(c.c.filed_at, clock.zone)}  # fmt: skip
    named = [column.label(name) for name, column in columns.items()]
    texts = case_text.alias("said")
    read = reply_reading.join(reply_wording, reply_wording.c.wording == reply_reading.c.wording)
    # An array: each wording as a parameter of its own takes a tenth of a second. And of the kept wordings, not of what
    # was read: PostgreSQL estimates of the former that no two are the same, and takes no million cases for found.
    wanted = reply_wording.c.wording == any_(literal(skeletons.index.tolist(), ARRAY(BigInteger)))
    question = (
        select(c.c.id, *named, reply_reading.c.facts, reply_reading.c.wording)
        .select_from(c.join(texts, c.c.id == texts.c.case_id).join(read, is_read(texts)))
        .where(reply_wording.c.rules == RULES, wanted)
    )
    if words:
        question = question.where(few(texts, "case_id", select(c.c.id), joined=True))
    return read_table(connection, question).to_pandas().drop_duplicates("id", ignore_index=True)


def _wordings(connection: Connection, skeleton: str) -> pd.DataFrame:
    """The kept wordings that say whose text this one is, and itself: wording, skeleton, signature. Where some are alike
    to it, these are all that it or one of those meets: another may stand for what would stand for it.
    """
    own = pd.DataFrame([{"wording": wording_key(skeleton), "skeleton": skeleton, "signature": signature(skeleton)}])
    near = _meeting(connection, own)
    texts = [skeleton, *near["skeleton"]]
    near = near[alike(texts, np.zeros(len(near), dtype=np.int64), np.arange(1, len(texts)))]
    known = pd.concat([own, near], ignore_index=True).drop_duplicates("wording")
    return known if len(known) == 1 else pd.concat([known, _meeting(connection, known)]).drop_duplicates("wording")


def _meeting(connection: Connection, known: pd.DataFrame) -> pd.DataFrame:
    """Wording, skeleton, signature of those that are kept and share a band of the signature with one of these."""
    w, parts = reply_wording.c, []
    step = AT_ONCE // BANDS
    for at in range(0, len(known), step):
        some = known["signature"].iloc[at : at + step]
        starts = range(0, int(some.str.len().max()), BAND)
        bands = {start: sorted({band for band in some.str[start : start + BAND] if band}) for start in starts}
        meet = or_(*(digits(w.signature, start + 1, BAND).in_(those) for start, those in bands.items()), false())
        parts.append(read_frame(connection, select(w.wording, w.skeleton, w.signature).where(w.rules == RULES, meet)))
    return pd.concat(parts, ignore_index=True).drop_duplicates("wording")


def _in_all(skeletons: pd.Series, reply: str) -> list[str]:
    """The longest words that all these texts hold, by which the search finds them: no text is read that is another."""
    common = {word for word in held([reply])[1].to_pylist() if len(word) >= LONG}
    for skeleton in skeletons:
        if not common:
            break
        common.intersection_update(skeleton.split())
    return sorted(common, key=lambda word: (-len(word), word))[:LOOKED_UP]


def _holding(said: str) -> Select:
    """Numbers of the cases whose replies hold this word."""
    ids = select(word.c.id).where(word.c.place == "reply", word.c.word == said)
    return select(case_word.c.case_number).where(case_word.c.word_id.in_(ids))


def _came_back(connection: Connection, scope: Scope, this: Row) -> bool:
    """As `queries.repeats.came_again` says it of all cases."""
    if this.closed_at is None:
        return False
    same = [case.c.applicant_key == this.applicant_key] if this.applicant_key else []
    if this.place is not None and this.topic_id is not None:
        same.append(and_(place_of(case.c) == this.place, case.c.topic_id == this.topic_id))
    soon = (case.c.filed_at > this.closed_at, case.c.filed_at <= this.closed_at + timedelta(days=DAYS))
    return bool(same) and bool(connection.execute(select(exists().where(may_see(scope), *soon, or_(*same)))).scalar())


def _with_usual(found: dict[Any, Any], connection: Connection, scope: Scope, this: Row) -> dict[Any, Any]:
    """The same with `only_explained`, which the other replies of the topic tell."""
    explained = this.outcome == "explained" and _is_usually_solved(connection, scope, this)
    score = sum(WEIGHTS[name] for name in WEIGHTS if (explained if name == "only_explained" else found[name]))
    suspected = score >= SUSPECTED - 1e-9 and not found["is_notice"]
    return found | {"only_explained": explained, "score": score, "suspected": suspected}


def _is_usually_solved(connection: Connection, scope: Scope, this: Row) -> bool:
    topic = this.topic_id or this.topic_source
    c = visible_cases(scope, Filters()).subquery("c")
    named = func.coalesce(c.c.topic_id, c.c.topic_source)
    counted = select(named.label("topic"), c.c.outcome, func.count().label("many"))
    rows = counted.join(case_text, case_text.c.case_id == c.c.id).group_by(named, c.c.outcome)
    known = read_frame(connection, rows.where(named == topic, c.c.outcome.in_(("solved", "explained")), has_reply(c)))
    return topic in usually_solved(known.loc[known.index.repeat(known["many"])])
