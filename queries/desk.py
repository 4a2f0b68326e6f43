"""What staff do: at present the log of who read texts and who exported lists."""

from datetime import UTC, datetime

from sqlalchemy import Engine

from store.desk_tables import audit_log
from store.engine import open_desk

ACTIONS = ("read_text", "read_texts", "export")


def record(action: str, who: str, role: str, subject: str, *, engine: Engine | None = None) -> None:
    """Write down that somebody read one text or many, or exported a list. Raises ValueError for another action."""
    if action not in ACTIONS:
        raise ValueError(f"unknown action {action!r}: choose one of {', '.join(ACTIONS)}")
    row = {"at": datetime.now(UTC).replace(tzinfo=None), "who": who, "role": role, "action": action, "subject": subject}
    with (engine or open_desk()).begin() as connection:
        connection.execute(audit_log.insert().values(row))
