"""A route guide with the tutorial's defects: it scans all features for each request, accepts any number
as a coordinate, and raises an exception on a route that is too long."""

import time

import feature_file
import globe
import route_guide_pb2 as route_guide
import serving


class RouteGuide:

    def __init__(self, features):
        self._features = features

    def _find(self, point):
        for feature in self._features:
            if feature.location == point:
                return feature
        return None

    def get_feature(self, point, _):
        feature = self._find(point)
        return route_guide.Feature(name="", location=point) if feature is None else feature

    def list_features(self, rectangle, _):
        south = min(rectangle.lo.latitude, rectangle.hi.latitude)
        north = max(rectangle.lo.latitude, rectangle.hi.latitude)
        west = min(rectangle.lo.longitude, rectangle.hi.longitude)
        east = max(rectangle.lo.longitude, rectangle.hi.longitude)
        for feature in self._features:
            at = feature.location
            if south <= at.latitude <= north and west <= at.longitude <= east:
                yield feature

    def record_route(self, points, _):
        summary = route_guide.RouteSummary()
        start = time.time()
        metres = 0.0
        before = None
        for point in points:
            summary.point_count += 1
            if self._find(point):
                summary.feature_count += 1
            if before:
                metres += globe.metres_between(before, point)
            before = point
        summary.distance = int(metres)  # ValueError when it does not fit
        summary.elapsed_time = int(time.time() - start)
        return summary

    def route_chat(self, notes, _):
        earlier = []
        for note in notes:
            for one in earlier:
                if one.location == note.location:
                    yield one
            earlier.append(note)

    def services(self):
        return {"RouteGuide": {
            "GetFeature": serving.method(self.get_feature, route_guide.Point),
            "ListFeatures": serving.method(
                self.list_features, route_guide.Rectangle, "unary_stream"),
            "RecordRoute": serving.method(self.record_route, route_guide.Point, "stream_unary"),
            "RouteChat": serving.method(
                self.route_chat, route_guide.RouteNote, "stream_stream")}}


def main():
    parser = serving.arguments(__doc__, 50051)
    feature_file.add_flag(parser)
    flags = parser.parse_args()
    serving.run("route_guide_tutorial", flags.port,
                RouteGuide(feature_file.load(flags.features)).services(), workers=10)


if __name__ == "__main__":
    main()
