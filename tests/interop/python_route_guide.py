"""A route guide in Python that records its answers for a test and fails on request; and an independent
computation of distances."""

import math

import grpc

import route_guide_careful
import route_guide_pb2 as route_guide


def make_point(latitude, longitude):
    return route_guide.Point(latitude=latitude, longitude=longitude)


def make_feature(name, latitude, longitude):
    return route_guide.Feature(name=name, location=make_point(latitude, longitude))


BERKSHIRE = make_feature(
    "Berkshire Valley Management Area Trail, Jefferson, NJ, USA", 409146138, -746188906)
FEATURES = [
    BERKSHIRE,
    make_feature("Gare \x1b[31m du Nord ü", 410000000, -740000000),
    make_feature("Third place", 405000000, -745000000),
]


def metres_along(points):
    """The length of a route on a sphere of 6371000 m: by vectors, not by the haversine formula, so
    that it is a second opinion."""

    def unit_vector(point):
        latitude = math.radians(point.latitude / 1e7)
        longitude = math.radians(point.longitude / 1e7)
        return (math.cos(latitude) * math.cos(longitude),
                math.cos(latitude) * math.sin(longitude), math.sin(latitude))

    def angle(a, b):
        chord = math.dist(unit_vector(a), unit_vector(b))
        return 2 * math.asin(min(1.0, chord / 2))

    return sum(6371000 * angle(a, b) for a, b in zip(points, points[1:]))


class RouteGuide(route_guide_careful.RouteGuide):

    def __init__(self):
        super().__init__(FEATURES)
        self.summaries = []
        self.list_fails_after = None
        self.route_fails_after = None

    def list_features(self, rectangle, context):
        for count, feature in enumerate(super().list_features(rectangle, context)):
            if count == self.list_fails_after:
                context.abort(grpc.StatusCode.DATA_LOSS, "the map\nis torn")
            yield feature

    def record_route(self, points, context):
        summary = super().record_route(self._until_it_fails(points, context), context)
        summary.elapsed_time = 7  # no test waits for a clock
        self.summaries.append(summary)
        return summary

    def _until_it_fails(self, points, context):
        for count, point in enumerate(points):
            if count == self.route_fails_after:
                context.abort(grpc.StatusCode.ABORTED, "no further")
            yield point
