"""A small route guide in Python, for our client to call."""

import math

import grpc

import programs
import route_guide_pb2 as route_guide


def make_point(latitude, longitude):
    return route_guide.Point(latitude=latitude, longitude=longitude)


def make_feature(name, latitude, longitude):
    return route_guide.Feature(name=name, location=make_point(latitude, longitude))


BERKSHIRE = make_feature(
    "Berkshire Valley Management Area Trail, Jefferson, NJ, USA", 409146138, -746188906)


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


class RouteGuide:
    """Holds what it did for the test to look at, and fails where the test says so."""

    def __init__(self):
        self.features = [
            BERKSHIRE,
            make_feature("Gare \x1b[31m du Nord ü", 410000000, -740000000),
            make_feature("Third place", 405000000, -745000000),
        ]
        self.summaries = []
        self.list_fails_after = None
        self.route_fails_after = None

    def methods(self):
        return {
            "GetFeature": programs.handler(self._get_feature, route_guide.Point),
            "ListFeatures": programs.handler(
                self._list_features, route_guide.Rectangle, "unary_stream"),
            "RecordRoute": programs.handler(
                self._record_route, route_guide.Point, "stream_unary"),
            "RouteChat": programs.handler(
                self._route_chat, route_guide.RouteNote, "stream_stream"),
        }

    def _find(self, point):
        for feature in self.features:
            if feature.location == point:
                return feature
        return route_guide.Feature(location=point)

    def _get_feature(self, point, _):
        return self._find(point)

    def _list_features(self, rectangle, context):
        lowest = min(rectangle.lo.latitude, rectangle.hi.latitude)
        highest = max(rectangle.lo.latitude, rectangle.hi.latitude)
        left = min(rectangle.lo.longitude, rectangle.hi.longitude)
        right = max(rectangle.lo.longitude, rectangle.hi.longitude)
        for count, feature in enumerate(self.features):
            if count == self.list_fails_after:
                context.abort(grpc.StatusCode.DATA_LOSS, "the map\nis torn")
            at = feature.location
            if lowest <= at.latitude <= highest and left <= at.longitude <= right:
                yield feature

    def _record_route(self, points, context):
        route = []
        for point in points:
            if len(route) == self.route_fails_after:
                context.abort(grpc.StatusCode.ABORTED, "no further")
            route.append(point)
        self.summaries.append(route_guide.RouteSummary(
            point_count=len(route),
            feature_count=sum(1 for point in route if self._find(point).name),
            distance=round(metres_along(route)),
            elapsed_time=7))
        return self.summaries[-1]

    def _route_chat(self, notes, _):
        earlier = []
        for note in notes:
            yield from [one for one in earlier if one.location == note.location]
            earlier.append(note)
