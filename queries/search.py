"""`search TEXT`: cases whose facts or words hold what was typed, with the piece of the text that does."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, select

from analysis.search_query import Note, excerpt, found_in, parsed
from queries.cases import case_page
from queries.filters import Filters
from queries.scope import Scope, may_see
from store.dialects import few
from store.tables import case, case_text

if TYPE_CHECKING:
    from queries.question import Question

ROWS = 50
SHOWN = (
    "id", "channel", "source_number", "filed_at", "closed_at", "state", "outcome", "topic_ru", "district_ru",
    "agency_ru", "deadline_state",
)  # fmt: skip
OUTSIDE = ("topic", "district", "agency", "channel", "number", "address")  # fields that are no texts
Pieces = list[tuple[str, bool]]


def answer(engine: Engine, scope: Scope, filters: Filters, asked: "Question") -> Mapping[str, Any]:
    """`rows`: the cases (50, or `--limit`), in `--sort` order, each with excerpt (None for those who may not read
    texts), found_in (text, reply or None) and hits, the words that were found; `total` of all; `terms` and `notes`: how
    the words were read. Raises ValueError without words.
    """
    typed = asked.subject or filters.text
    if not typed.strip():
        raise ValueError('search for what? For example: search "яма -двор"')
    page = case_page(scope, replace(filters, text=typed), sort=asked.sort, limit=asked.limit or ROWS, engine=engine)
    rows = page.rows[list(SHOWN)].copy()
    told = excerpts(engine, scope, typed, rows["id"].tolist())
    pieces = [told.get(case_id, ("", [])) for case_id in rows["id"]]
    rows["excerpt"] = [said(part) or None for _where, part in pieces]
    rows["found_in"] = [where or None for where, _part in pieces]
    rows["hits"] = [[word for word, hit in part if hit] for _where, part in pieces]
    return {"rows": rows, "total": page.total, "terms": [asdict(term) for term in parsed(typed).terms],
            "notes": [asdict(note) for note in notes(typed, scope)]}  # fmt: skip


def notes(typed: str, scope: Scope) -> list[Note]:
    """What of a search was not understood, and `no_texts` for those whose search does not look in the texts: that they
    find nothing does not mean that nobody wrote of it.
    """
    query = parsed(typed)
    looked_in = scope.may_read_text or not query.terms or all(term.field in OUTSIDE for term in query.terms)
    return [*query.notes, *([] if looked_in else [Note("no_texts")])]


def said(pieces: Pieces) -> str:
    """The pieces of an excerpt as one text."""
    return "".join(piece for piece, _hit in pieces)


def excerpts(engine: Engine, scope: Scope, typed: str, ids: Sequence[str]) -> dict[str, tuple[str, Pieces]]:
    """Case → where the first hit is (text, reply, "" in neither) and the pieces around it, as
    `analysis.search_query.excerpt` cuts them. Nothing for those who may not read texts.
    """
    if not scope.may_read_text or not ids:
        return {}
    question = select(case_text.c.case_id, case_text.c.text, case_text.c.reply)
    if not scope.whole_region:  # a case is looked for where somebody may not see all: that takes as long as its text
        question = question.join(case, case.c.id == case_text.c.case_id).where(may_see(scope))
    with engine.connect() as connection:
        rows = connection.execute(question.where(few(case_text, "case_id", ids))).all()
    return {row.case_id: _cut(row.text or "", row.reply or "", typed) for row in rows}


def _cut(text: str, reply: str, typed: str) -> tuple[str, Pieces]:
    wanted = parsed(typed).wanted
    in_text = tuple(term for term in wanted if term.field != "reply")
    in_reply = tuple(term for term in wanted if term.field != "text")
    if found_in(text, in_text):
        return "text", excerpt(text, in_text)
    if found_in(reply, in_reply):
        return "reply", excerpt(reply, in_reply)
    return "", excerpt(text or reply, ())
