"""What happened to a case and when: events made of the moments a row states."""

from sqlalchemy import ColumnElement, CompoundSelect, Null, func, literal, null, or_, select, true, union_all

from intake.staging import stage_case


def events_of_staged() -> CompoundSelect:
    """Events of all staged cases, by the columns of `case_event`.

    filed (at the body that received it), registered (where it is another day, always under the law), assigned,
    first_response, rated (where there is a rating: the step itself is reached by all) and closed.
    """
    c = stage_case.c
    received: ColumnElement[str] = func.coalesce(c.agency_received_id, c.agency_id)
    parts = [
        ("filed", c.filed_at, received, true()),
        ("registered", c.registered_at, c.agency_id, or_(c.registered_at != c.filed_at, c.channel == "statutory")),
        ("assigned", c.assigned_at, c.agency_id, true()),
        ("first_response", c.first_response_at, c.agency_id, true()),
        ("rated", c.rated_at, c.agency_id, c.rating.is_not(None)),
        ("closed", c.closed_at, c.agency_id, true()),
    ]
    note: Null = null()
    return union_all(
        *(
            select(c.id, at, literal(kind), agency, note, c.precision).where(at.is_not(None), only)
            for kind, at, agency, only in parts
        )
    )
