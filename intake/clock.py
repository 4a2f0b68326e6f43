"""The time of day, in the store's form."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Now, UTC without zone, whole seconds."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
