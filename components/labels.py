"""What codes of the store are called on screen."""

from components.words import N_, _

CHANNELS = {
    "pos": N_("Feedback platform"),
    "social": N_("Social media"),
    "statutory": N_("Statutory appeals"),
    "call_122": N_("Line 122"),
    "reception": N_("Receptions"),
    "open311": N_("City portal"),
    "appeals_by": N_("Appeals portal of Belarus"),
    "sstu": N_("Reports of answers (ССТУ)"),
    "direct_line": N_("Direct lines"),
    "contact_centre": N_("Contact centre"),
    "nash_spb": N_("“Our Saint Petersburg”"),
    "portal_115": N_("Portal 115.бел"),
    "call_117": N_("Line 117"),
    "call_112": N_("Line 112"),
    "hotline": N_("Hotline"),
    "mfc": N_("One-stop centres"),
    "one_window": N_("One-window service"),
    "e_pasluga": N_("E-Pasluga portal"),
    "video": N_("Video consultant"),
    "chat_bot": N_("Chat-bot"),
}
STATES = {
    "new": N_("new"),
    "moderation": N_("in moderation"),
    "routing": N_("being routed"),
    "in_progress": N_("in progress"),
    "postponed": N_("postponed"),
    "answered": N_("answered"),
    "reopened": N_("reopened"),
    "declined": N_("declined"),
    "withdrawn": N_("withdrawn"),
    "unknown": N_("status unknown"),
}
OUTCOMES = {
    "solved": N_("solved"),
    "explained": N_("explained"),
    "refused": N_("refused"),
    "redirected": N_("redirected"),
    "unknown": N_("outcome unknown"),
}
IMPORTANCE = {"high": N_("high"), "ordinary": N_("ordinary"), "dm": N_("direct message"), "study": N_("needs study")}
REACTIONS = {
    "satisfied": N_("author satisfied"),
    "neutral": N_("author neutral"),
    "dissatisfied": N_("author dissatisfied"),
    "no_answer": N_("no reaction"),
    "pointless": N_("dialogue ended by the agency"),
}
DEADLINE_STATES = {
    "overdue": N_("overdue"),
    "due_soon": N_("due soon"),
    "in_time": N_("in time"),
    "replied_late": N_("replied late"),
    "no_deadline": N_("no deadline"),
    "closed_on_time": N_("closed on time"),
    "closed_late": N_("closed late"),
    "closed": N_("closed"),
}


def channel_name(code: str) -> str:
    """«ПОС», «Соцсети», …; the code itself for a channel nobody named yet."""
    return _(CHANNELS[code]) if code in CHANNELS else code


def state_name(code: str) -> str:
    """The state of a case in words."""
    return _(STATES.get(code, STATES["unknown"]))


def outcome_name(code: str | None) -> str:
    """The outcome of a case in words."""
    return _(OUTCOMES.get(code or "unknown", OUTCOMES["unknown"]))


def reaction_name(code: str) -> str:
    """How the author took the answer, as the operator noted it; the code itself where nobody named it yet."""
    return _(REACTIONS[code]) if code in REACTIONS else code


def importance_name(code: str | None) -> str:
    """The importance of an incident in words; empty when the source has none."""
    return _(IMPORTANCE[code]) if code in IMPORTANCE else ""


def deadline_state_name(code: str) -> str:
    """Where a case stands against its deadline, in words."""
    return _(DEADLINE_STATES.get(code, DEADLINE_STATES["no_deadline"]))


CALLBACK_PARTS = {
    "contacted": N_("Contacted"),
    "solved": N_("Solved, by call-back"),
    "satisfied": N_("Satisfied, by call-back"),
}


def callback_part_name(code: str) -> str:
    """One of the three rates of call-backs, in words."""
    return _(CALLBACK_PARTS[code])
