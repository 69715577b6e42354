"""grpcio calls our route guide servers, and our client calls a route guide written in Python."""

import json
import queue
import tempfile
import unittest

import grpc

import programs
import route_guide_pb2 as route_guide
from python_route_guide import BERKSHIRE, FEATURES, RouteGuide, make_point, metres_along

NOWHERE = make_point(0, 0)
JERSEY = route_guide.Rectangle(lo=make_point(400000000, -750000000),
                               hi=make_point(420000000, -730000000))


class Stub:
    def __init__(self, channel):
        self.GetFeature = programs.call(
            channel, "/RouteGuide/GetFeature", route_guide.Feature)
        self.ListFeatures = programs.call(
            channel, "/RouteGuide/ListFeatures", route_guide.Feature, "unary_stream")
        self.RecordRoute = programs.call(
            channel, "/RouteGuide/RecordRoute", route_guide.RouteSummary, "stream_unary")
        self.RouteChat = programs.call(
            channel, "/RouteGuide/RouteChat", route_guide.RouteNote, "stream_stream")


class Chat:
    """A RouteChat whose notes are sent one at a time."""

    def __init__(self, stub):
        self._notes = queue.Queue()
        self._answers = stub.RouteChat(iter(self._notes.get, None), timeout=programs.TIMEOUT)

    def send(self, point, message):
        self._notes.put(route_guide.RouteNote(location=point, message=message))

    def receive(self, count):
        return [next(self._answers).message for _ in range(count)]

    def half_close_and_receive_the_rest(self):
        self._notes.put(None)
        return [note.message for note in self._answers]


class PythonClient:
    """grpcio against the server in each API."""

    def serve(self, *arguments):
        address = self.enterContext(
            programs.server("route_guide_server", f"--api={self.API}", *arguments))
        return Stub(self.enterContext(programs.channel(address)))

    def list_features(self, stub, rectangle):
        return sorted((feature.location.latitude, feature.location.longitude, feature.name)
                      for feature in stub.ListFeatures(rectangle, timeout=programs.TIMEOUT))

    def test_gets_the_documents_feature(self):
        feature = self.serve().GetFeature(BERKSHIRE.location, timeout=programs.TIMEOUT)
        self.assertEqual(feature, BERKSHIRE)

    def test_gets_a_point_without_a_feature_back_without_a_name(self):
        feature = self.serve().GetFeature(make_point(1, -2), timeout=programs.TIMEOUT)
        self.assertEqual(feature, route_guide.Feature(location=make_point(1, -2)))

    def test_lists_the_documents_rectangle_also_from_swapped_corners(self):
        stub = self.serve()
        found = self.list_features(stub, JERSEY)
        self.assertIn((409146138, -746188906, BERKSHIRE.name), found)
        for latitude, longitude, _ in found:
            self.assertTrue(400000000 <= latitude <= 420000000, latitude)
            self.assertTrue(-750000000 <= longitude <= -730000000, longitude)
        swapped = route_guide.Rectangle(lo=make_point(400000000, -730000000),
                                        hi=make_point(420000000, -750000000))
        self.assertEqual(self.list_features(stub, swapped), found)

    def test_records_a_route(self):
        points = [BERKSHIRE.location, NOWHERE, make_point(-339000000, 1512000000)]
        summary = self.serve().RecordRoute(iter(points), timeout=programs.TIMEOUT)
        self.assertEqual((summary.point_count, summary.feature_count), (3, 1))
        distance = metres_along(points)
        self.assertLess(abs(summary.distance - distance), 0.005 * distance)
        self.assertGreaterEqual(summary.elapsed_time, 0)

    def test_records_a_route_without_points(self):
        summary = self.serve().RecordRoute(iter([]), timeout=programs.TIMEOUT)
        self.assertEqual(summary, route_guide.RouteSummary())

    def test_receives_the_earlier_notes_of_a_point_while_it_goes_on_sending(self):
        chat = Chat(self.serve())
        place, elsewhere = make_point(1, 1), make_point(1, 2)
        chat.send(place, "first")
        chat.send(elsewhere, "not here")
        for count, message in enumerate(["second", "third", "fourth"], start=1):
            chat.send(place, message)
            self.assertEqual(chat.receive(count), ["first", "second", "third"][:count])
        self.assertEqual(chat.half_close_and_receive_the_rest(), [])

    def test_shares_notes_only_with_notes_server(self):
        for arguments, expected in (([], []), (["--notes=server"], ["from another call"])):
            stub = self.serve(*arguments)
            first = Chat(stub)
            first.send(NOWHERE, "from another call")
            self.assertEqual(first.half_close_and_receive_the_rest(), [])
            second = Chat(stub)
            second.send(NOWHERE, "hello?")
            self.assertEqual(second.half_close_and_receive_the_rest(), expected)

    def test_may_not_leave_the_globe(self):
        stub = self.serve()
        for point in (make_point(900000001, 0), make_point(0, -1800000001)):
            note = route_guide.RouteNote(location=point)
            for call in (lambda: stub.GetFeature(point, timeout=programs.TIMEOUT),
                         lambda: self.list_features(stub, route_guide.Rectangle(lo=point)),
                         lambda: stub.RecordRoute(iter([point]), timeout=programs.TIMEOUT),
                         lambda: list(stub.RouteChat(iter([note]), timeout=programs.TIMEOUT))):
                with self.assertRaises(grpc.RpcError) as failure:
                    call()
                self.assertEqual(failure.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)

    def test_reads_a_long_list_to_its_end_or_cancels_it(self):
        # The format of the official example; a third has no names.
        features = [{"location": {"latitude": 400000000 + i, "longitude": -740000000 - i},
                     "name": f"Place {i}" if i % 3 else ""} for i in range(20_000)]
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(features, file)
            file.flush()
            stub = self.serve("--features", file.name)
        expected = [(feature["location"]["latitude"], feature["location"]["longitude"],
                     feature["name"]) for feature in features]
        self.assertEqual(self.list_features(stub, JERSEY), expected)

        cut_short = stub.ListFeatures(JERSEY, timeout=programs.TIMEOUT)
        next(cut_short)
        cut_short.cancel()
        with self.assertRaises(grpc.RpcError):
            list(cut_short)
        self.assertEqual(cut_short.code(), grpc.StatusCode.CANCELLED)
        self.assertEqual(stub.GetFeature(make_point(400000001, -740000001),
                                         timeout=programs.TIMEOUT).name, "Place 1")


class PythonClientOfSyncTest(PythonClient, unittest.TestCase):
    API = "sync"


class PythonClientOfCallbackTest(PythonClient, unittest.TestCase):
    API = "callback"


class PythonServerTest(unittest.TestCase):

    def setUp(self):
        self.guide = RouteGuide()
        self.address = self.enterContext(
            programs.python_server(self.guide.services()))

    def run_client(self, *arguments):
        return programs.run_client("route_guide_client", self.address, *arguments)

    def test_our_client_prints_the_documents_four_sections(self):
        status, out, err = self.run_client()
        self.assertEqual((status, err), (0, ""))
        sections = out.split("-------------- ")[1:]
        titles = [section.split(" --------------\n")[0] for section in sections]
        self.assertEqual(titles, ["GetFeature", "ListFeatures", "RecordRoute", "RouteChat"])
        get_feature, list_features, record_route, route_chat = sections

        self.assertIn(f"Feature called {BERKSHIRE.name} at ", get_feature)
        self.assertIn("Found no feature at ", get_feature)

        self.assertEqual(list_features.count("Feature called "), len(FEATURES))
        self.assertIn("Feature called Gare \\x1B[31m du Nord ü at ", list_features)

        [summary] = self.guide.summaries
        self.assertEqual(record_route.count("Visiting point "), summary.point_count)
        self.assertIn(f"Finished trip with {summary.point_count} points\n", record_route)
        self.assertIn(f"Passed {summary.feature_count} features\n", record_route)
        self.assertIn(f"Travelled {summary.distance} meters\n", record_route)
        self.assertIn("It took 7 seconds\n", record_route)

        self.assertEqual(route_chat.count("Sending "), 5)
        self.assertEqual([line for line in route_chat.splitlines() if "Received" in line],
                         ["Received message First message at latitude: 0 longitude: 0",
                          "Received message Third message at latitude: 1 longitude: 0"])

    def test_our_client_prints_one_section_alone(self):
        status, out, err = self.run_client("get-feature", "409146138", "-746188906")
        self.assertEqual((status, err), (0, ""))
        self.assertIn(f"Feature called {BERKSHIRE.name} at ", out)
        self.assertNotIn("ListFeatures", out)

    def test_our_client_shows_what_came_before_a_failure(self):
        self.guide.list_fails_after = 2
        status, out, err = self.run_client("list-features")
        self.assertEqual((status, err), (1, "DATA_LOSS: the map\\x0Ais torn\n"))
        self.assertEqual(out.count("Feature called "), 2)

    def test_our_client_ends_when_the_server_answers_a_route_early(self):
        self.guide.route_fails_after = 1
        status, _, err = self.run_client("record-route")
        self.assertEqual((status, err), (1, "ABORTED: no further\n"))


if __name__ == "__main__":
    unittest.main()
