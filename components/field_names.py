"""What the fields of a case, and the meanings of status words, are called where somebody maps a table by hand."""

from components.labels import IMPORTANCE, OUTCOMES, STATES
from components.words import N_, _

FIELDS = {
    "number": N_("Number of the case"),
    "filed_at": N_("Filed"),
    "registered_at": N_("Registered"),
    "first_response_at": N_("First reply given"),
    "due_at": N_("Deadline"),
    "closed_at": N_("Closed"),
    "updated_at": N_("Last changed"),
    "status_source": N_("Status"),
    "outcome_source": N_("Outcome"),
    "importance_source": N_("Importance"),
    "topic_1": N_("Group of topics"),
    "topic_2": N_("Topic"),
    "topic_3": N_("Topic in detail"),
    "agency_source": N_("Agency that answers"),
    "agency_received_source": N_("Agency that received it first"),
    "region_name": N_("Region"),
    "district_source": N_("Municipality"),
    "settlement": N_("Settlement"),
    "street": N_("Street"),
    "house": N_("House"),
    "address": N_("Address in one line"),
    "lat": N_("Latitude"),
    "lon": N_("Longitude"),
    "rating": N_("Rating, 1 to 5"),
    "fast_track": N_("Fast track, yes or no"),
    "repeat_review": N_("Repeat review, yes or no"),
    "response_seconds": N_("Time to the first reply"),
    "close_seconds": N_("Time to closing"),
    "applicant": N_("Code of the applicant (kept as a hash only)"),
    "text": N_("Text of the resident"),
    "reply_1": N_("Text of the answer"),
}
LACKING = {
    "filed_at": N_("No filing date"),
    "closed_at": N_("No closing date"),
    "due_at": N_("No deadline, neither here nor for the channel"),
    "first_response_at": N_("No first reply"),
    "applicant": N_("Neither an applicant nor an address"),
    "district_source": N_("No municipality and no coordinates"),
    "rating": N_("No rating"),
    "outcome_source": N_("No outcome"),
    "repeat_review": N_("No repeat review"),
    "callbacks": N_("Not told by such files"),
    "channel": N_("Not counted for this channel"),
}
BECAUSE = {
    "header": N_("by the header"),
    "values": N_("by the values only: check it"),
    "personal": N_("people's data: not loaded"),
    "nothing": N_("nothing fits"),
}


def field_name(field: str) -> str:
    """A field of a case in words; what is not mapped is not loaded."""
    return _(FIELDS[field]) if field else _("not loaded")


def meaning_name(what: str, code: str | None) -> str:
    """What a word may mean. `what`: state, outcome or importance; `code`: None where nobody has said it."""
    if code is None:
        return _("not said: unknown")
    if not code:
        return _("says nothing of the outcome")
    return _({"state": STATES, "outcome": OUTCOMES, "importance": IMPORTANCE}[what][code])
