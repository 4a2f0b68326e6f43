"""What an import report says, in words of the screen: layouts, reasons, warnings."""

from collections.abc import Mapping

from components.words import N_, _

LAYOUTS = {
    "districts": N_("Boundaries of municipalities"),
    "population": N_("Population"),
    "agencies": N_("Agencies"),
    "topics": N_("Topics"),
    "pos_2026": N_("Feedback platform, 2026"),
    "pos_older": N_("Feedback platform, older"),
    "incident_cabinet": N_("Incident Management, 47 columns"),
    "incident_details": N_("Incident Management, details"),
    "incident_list": N_("Incident Management, incidents"),
    "incident_durations": N_("Incident Management, without dates"),
    "hackathon": N_("Incidents for training"),
    "registry": N_("Registry of statutory appeals"),
    "calls_122": N_("Register of calls to 122"),
    "receptions": N_("Register of receptions"),
    "open311": N_("Open311 service requests"),
    "pos_api": N_("Feedback platform, interface"),
    "sstu": N_("Reports of answers (ССТУ)"),
    "nash_spb": N_("“Our Saint Petersburg”"),
    "portal_115": N_("Portal 115.бел"),
    "appeals_by": N_("Appeals portal of Belarus"),
    "direct_lines": N_("Register of direct lines"),
    "contact_centre": N_("Register of a contact centre"),
    "call_volumes": N_("Calls by day"),
    "mfc_volumes": N_("One-stop centres by day"),
    "service_volumes": N_("Services by day"),
    "service_ratings": N_("Ratings of organisations"),
    "official_pages": N_("Register of official pages"),
    "callbacks": N_("Call-backs"),
    "annotations": N_("Notes for the charts"),
    "poll_results": N_("Polls and votes"),
    "poll_answers": N_("Answers of a survey, row by row"),
    "survey_columns": N_("Survey, a column for each question"),
    "resident_groups": N_("Residents by age and sex"),
    "discussions": N_("Public discussions and hearings"),
    "polis_summary": N_("Polis: the consultation"),
    "polis_comments": N_("Polis: statements"),
    "polis_votes": N_("Polis: votes"),
    "alias": N_("A name explained by hand"),
    "reforms": N_("Reforms of municipalities"),
}
REASONS = {
    "no_key": N_("no number"),
    "rounded_key": N_("a number that Excel spoilt (6.67E+09)"),
    "no_filing_date": N_("no readable filing date"),
    "future_filing_date": N_("filed more than a day in the future"),
    "duplicate_key_in_file": N_("the number comes again further down; the last row counts"),
    "wrong_cell_count": N_("more or fewer cells than the header"),
    "broken_row": N_("the row cannot be taken apart"),
    "no_name": N_("no name"),
    "duplicate_id": N_("the code comes twice"),
    "unmapped_district": N_("no municipality of that name"),
    "unreadable_population": N_("no readable population"),
    "older_year": N_("an older year than is known"),
    "no_date": N_("no readable day"),
    "future_day": N_("a day more than a day in the future"),
    "no_count": N_("no readable count"),
    "no_channel": N_("no channel named"),
    "no_rating": N_("no rating at all"),
    "no_age": N_("no readable age"),
    "no_sex": N_("no sex named"),
    "no_place": N_("no municipality named, and several regions are loaded"),
    "no_address": N_("no address of the page"),
    "no_answer": N_("no answer at all"),
    "no_number": N_("one of several answers to a question, without the number of the questionnaire"),
    "no_respondent": N_("neither a number of the questionnaire nor a readable moment of the answer"),
    "split": N_("the municipality became something else already"),
    "other_region": N_("the two municipalities lie in different regions"),
    "circle": N_("the municipality would become itself again"),
    "no_parent": N_("the topic above it is not in the file"),
    "too_deep": N_("more than three levels of topics"),
}
WARNINGS = {
    "unknown_status": N_("unknown status, kept as written"),
    "unknown_outcome": N_("unknown result, kept as written"),
    "unknown_importance": N_("unknown importance"),
    "unmapped_district": N_("municipality not known"),
    "unmapped_agency": N_("agency not in the list"),
    "unmapped_topic": N_("topic not in the list"),
    "closed_before_filed": N_("closed before filed: the closing date was dropped"),
    "response_before_filed": N_("answered before filed: the date of the reply was dropped"),
    "future_date": N_("a date more than a day in the future: dropped"),
    "day_first_assumed": N_("a date with slashes of which nothing tells the order: read with the day first"),
    "coordinates_outside": N_("coordinates outside the region: dropped"),
    "closed_while_open": N_("a closing date, but the status says the case is open: the date was dropped"),
    "overdue_flag_contradicts": N_("the file's own “overdue” contradicts its dates"),
    "bad_date": N_("unreadable date"),
    "bad_number": N_("unreadable number"),
    "bad_duration": N_("unreadable duration"),
    "bad_flag": N_("neither yes nor no"),
    "bad_rating": N_("a rating that is not 1 to 5"),
    "no_region": N_("no region is loaded: load its boundaries, then this file again"),
    "sheet_not_read": N_("a sheet of another layout or another survey, not read"),
    "ring_repaired": N_("a broken boundary was repaired"),
    "geometry_lost": N_("a boundary cannot be drawn: the municipality was kept without it"),
    "ambiguous_name": N_("a name that fits several"),
    "unknown_kind": N_("unknown kind"),
    "unknown_parent": N_("the agency above is not in the file"),
    "unknown_district": N_("the agency's municipality is not known"),
    "unknown_severity": N_("a severity that is not 1 to 5"),
    "unknown_timezone": N_("unknown time zone"),
    "timezone_assumed": N_("the time zone was assumed"),
    "codes_taken": N_("codes were taken from another column"),
    "unreadable_date": N_("unreadable date"),
    "unknown_channel": N_("unknown channel, kept as written"),
    "unknown_network": N_("unknown network, told by the address"),
    "unknown_question": N_("unknown kind of question, the usual one was taken"),
    "open_age": N_("an open age from below 65: of use only beside finer ages"),
    "unknown_age": N_("an age that lies in no band: kept without it"),
    "poll_of_file": N_("the poll is called like the file"),
    "not_read": N_("not read: people's details, or the system's own"),
    "no_answers_in_column": N_("not read: nobody answered"),
    "taken_about": N_("about the respondent or the poll"),
    "taken_single": N_("one answer"),
    "taken_multiple": N_("several answers"),
    "taken_scale": N_("scale"),
    "taken_text": N_("written answers"),
    "unknown_sex": N_("a sex nobody knows the word for: kept without it"),
}
UNMAPPED = {"district": N_("Municipalities"), "agency": N_("Agencies"), "topic": N_("Topics")}


def layout_name(code: str, titles: Mapping[str, str] | None = None) -> str:
    """A layout as people call it; `titles`: of the region's own. The code for one that has no name any more."""
    return _(LAYOUTS[code]) if code in LAYOUTS else (titles or {}).get(code, code)


def reason(kind: str) -> str:
    """Why rows were rejected."""
    return _(REASONS[kind]) if kind in REASONS else warning(kind)


def warning(kind: str) -> str:
    """What was odd about rows that were kept."""
    return _(WARNINGS[kind]) if kind in WARNINGS else kind
