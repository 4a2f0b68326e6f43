"""Places of the demo region that a test can click without hitting something else."""

from shapely.geometry import Point, shape
from sqlalchemy import Engine

from queries.filters import Filters
from queries.options import boundaries
from queries.points import points
from queries.scope import scope_for
from tests.browser.new_calls import Place

FAR = 0.08  # degrees; farther apart than two marks on the map


def open_points(known: Engine) -> dict[str, Point]:
    """Case → where its mark stands on the live map."""
    frame = points(scope_for("operator"), Filters(), engine=known)
    return {row["id"]: Point(row["lon"], row["lat"]) for row in frame.to_dict("records")}


def empty_districts(known: Engine, count: int) -> list[Place]:
    """Districts with a spot that no case's mark covers, those nearest to the middle of the region first."""
    marks, found = list(open_points(known).values()), []
    features = boundaries(engine=known)["features"]
    shapes = {feature["properties"]["id"]: shape(feature["geometry"]) for feature in features}
    middle = Point(
        sum(outline.centroid.x for outline in shapes.values()) / len(shapes),
        sum(outline.centroid.y for outline in shapes.values()) / len(shapes),
    )
    for feature in sorted(features, key=lambda feature: shapes[feature["properties"]["id"]].distance(middle)):
        spot = shapes[feature["properties"]["id"]].representative_point()
        if all(spot.distance(mark) > FAR for mark in marks):
            found.append(Place(feature["properties"]["id"], feature["properties"]["name_ru"], spot.y, spot.x))
    return found[:count]


def lonely_case(known: Engine) -> Place:
    """A case in work whose mark no other mark covers."""
    marks = open_points(known)
    for case, spot in marks.items():
        if all(spot.distance(other) > FAR for id_, other in marks.items() if id_ != case):
            return Place(case, case.split(":", 1)[1], spot.y, spot.x)
    raise AssertionError("every mark is covered by another: choose another seed")
