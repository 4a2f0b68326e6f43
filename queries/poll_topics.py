"""Which topic of the complaints a poll asks about: chosen once by somebody, kept on the desk for everybody."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, insert, select

from queries.scope import Scope
from store.desk_tables import poll_topic
from store.engine import open_desk


@dataclass(frozen=True)
class Kept:
    """The topic's id, who chose it and when (UTC)."""

    topic: str
    who: str
    at: datetime


def may_keep(scope: Scope) -> bool:
    """Those who answer for the whole region choose for everybody; others for themselves, in their link."""
    return scope.whole_region


def keep(scope: Scope, poll_id: str, topic: str, *, engine: Engine | None = None) -> None:
    """The topic of this poll from now on; the same again writes nothing. Raises PermissionError for who may not."""
    if not may_keep(scope):
        raise PermissionError(f"{scope.role} may not choose the topic of a poll")
    known = kept(poll_id, engine=engine)
    if known is not None and known.topic == topic:
        return
    now = datetime.now(UTC).replace(tzinfo=None)
    row = {"poll_id": poll_id, "topic": topic, "at": now, "who": scope.who, "role": scope.role}
    with (engine or open_desk()).begin() as connection:
        connection.execute(insert(poll_topic).values(row))


def kept(poll_id: str, *, engine: Engine | None = None) -> Kept | None:
    """What was chosen last for this poll; None when nobody has chosen."""
    t = poll_topic.c
    question = select(t.topic, t.who, t.at).where(t.poll_id == poll_id).order_by(t.id.desc()).limit(1)
    with (engine or open_desk()).connect() as connection:
        found = connection.execute(question).first()
    return None if found is None else Kept(found.topic, found.who, found.at)
