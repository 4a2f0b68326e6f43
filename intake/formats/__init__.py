"""The layouts of case files, one module each. A new one: write the module, add it here, put its words into
vocabulary.toml, describe it in docs/intake.md."""

from collections.abc import Mapping

from intake.formats import (
    calls_122,
    hackathon,
    incident_cabinet,
    incident_details,
    incident_durations,
    incident_list,
    lines,
    open311,
    portals,
    pos,
    pos_api,
    receptions,
    registry,
    sstu,
)
from intake.layout import Layout

LAYOUTS: Mapping[str, Layout] = {
    layout.name: layout
    for layout in (
        pos.POS_2026,
        pos.POS_OLDER,
        incident_cabinet.LAYOUT,
        incident_details.LAYOUT,
        incident_list.LAYOUT,
        incident_durations.LAYOUT,
        hackathon.LAYOUT,
        registry.LAYOUT,
        calls_122.LAYOUT,
        receptions.LAYOUT,
        open311.LAYOUT,
        pos_api.LAYOUT,
        sstu.LAYOUT,
        portals.NASH_SPB,
        portals.PORTAL_115,
        portals.APPEALS_BY,
        lines.DIRECT_LINES,
        lines.CONTACT_CENTRE,
    )
}
