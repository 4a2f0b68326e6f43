"""Sends a message through Apprise: e-mail, messengers and whatever else it knows. Addresses hold secrets."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from apprise import Apprise, NotifyFormat

log = logging.getLogger(__name__)
# Apprise writes whole addresses, passwords included, into its own log.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True)
class Message:
    """Plain text: a subject of one line and a few lines."""

    subject: str
    lines: tuple[str, ...]

    @property
    def body(self) -> str:
        return "\n".join(self.lines)


def is_recipient(address: str) -> bool:
    """Whether Apprise understands the address."""
    return bool(Apprise().add(address))


def send(message: Message, recipients: Sequence[str], rule: str) -> bool:
    """True when somebody got it. Who did not is logged by place and service, never by address."""
    reached = 0
    for place, address in enumerate(recipients, 1):
        one = Apprise()
        one.add(address)
        for service in one:
            service.notify_format = NotifyFormat.TEXT
        if one.notify(title=message.subject, body=message.body, body_format=NotifyFormat.TEXT):
            reached += 1
        else:
            kind = address.partition(":")[0]
            log.warning("alert %r: recipient number %d (%s) could not be reached", rule, place, kind)
    return reached > 0
