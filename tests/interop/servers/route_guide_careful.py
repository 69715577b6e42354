"""A route guide that checks every point, looks features up without scanning, and drops old notes before
they fill its memory."""

import bisect
import collections
import time

import grpc

import feature_file
import globe
import route_guide_pb2 as route_guide
import serving

INT32_MAX = 2**31 - 1
MAX_NOTES = 10_000  # of one call; the oldest go first


def key(point):
    return point.latitude, point.longitude


def check(point, context):
    if abs(point.latitude) > 900_000_000 or abs(point.longitude) > 1_800_000_000:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT,
                      f"{point.latitude}, {point.longitude} is not on the globe")


class NoteBoard:
    """The notes of one call, by location."""

    def __init__(self):
        self._by_place = collections.defaultdict(collections.deque)
        self._places = collections.deque()  # of all notes, oldest first

    def post(self, note):
        """Adds a note; returns the earlier notes at its location."""
        notes = self._by_place[key(note.location)]
        before = list(notes)
        notes.append(note)
        self._places.append(key(note.location))
        if len(self._places) > MAX_NOTES:
            oldest = self._places.popleft()
            self._by_place[oldest].popleft()
            if not self._by_place[oldest]:
                del self._by_place[oldest]
        return before


class RouteGuide:

    def __init__(self, features):
        self._by_latitude = sorted(features, key=lambda feature: key(feature.location))
        self._latitudes = [feature.location.latitude for feature in self._by_latitude]
        self._at = {}
        for feature in features:
            self._at.setdefault(key(feature.location), feature)

    def get_feature(self, point, context):
        check(point, context)
        return self._at.get(key(point)) or route_guide.Feature(location=point)

    def list_features(self, rectangle, context):
        for corner in (rectangle.lo, rectangle.hi):
            check(corner, context)
        south, north = sorted((rectangle.lo.latitude, rectangle.hi.latitude))
        west, east = sorted((rectangle.lo.longitude, rectangle.hi.longitude))
        first = bisect.bisect_left(self._latitudes, south)
        last = bisect.bisect_right(self._latitudes, north)
        for i in range(first, last):
            if west <= self._by_latitude[i].location.longitude <= east:
                yield self._by_latitude[i]

    def record_route(self, points, context):
        count, passed, metres, before = 0, 0, 0.0, None
        started = time.monotonic()
        for point in points:
            check(point, context)
            if before is not None:
                metres += globe.metres_between(before, point)
            feature = self._at.get(key(point))
            passed += feature is not None and feature.name != ""
            count, before = count + 1, point
        return route_guide.RouteSummary(
            point_count=count, feature_count=passed, distance=min(round(metres), INT32_MAX),
            elapsed_time=int(time.monotonic() - started))

    def route_chat(self, notes, context):
        board = NoteBoard()
        for note in notes:
            check(note.location, context)
            yield from board.post(note)

    def services(self):
        return {"RouteGuide": {
            "GetFeature": serving.careful_method(self.get_feature, route_guide.Point),
            "ListFeatures": serving.careful_method(
                self.list_features, route_guide.Rectangle, "unary_stream"),
            "RecordRoute": serving.careful_method(
                self.record_route, route_guide.Point, "stream_unary"),
            "RouteChat": serving.careful_method(
                self.route_chat, route_guide.RouteNote, "stream_stream")}}


def main():
    parser = serving.arguments(__doc__, 50051)
    feature_file.add_flag(parser)
    flags = parser.parse_args()
    serving.run("route_guide_careful", flags.port,
                RouteGuide(feature_file.load(flags.features)).services(), workers=128,
                options=serving.CAREFUL_OPTIONS)


if __name__ == "__main__":
    main()
