"""Reads the features of a server here, from the file of our route_guide_server: a JSON array, as in
gRPC's own example."""

import json

import route_guide_pb2 as route_guide
import serving


def add_flag(parser):
    parser.add_argument("--features", default=serving.SOURCE / "route_guide" / "features.json",
                        help="JSON file of the features to serve [%(default)s]")


def load(path):
    """A list of Feature."""
    with open(path, encoding="utf-8") as file:
        return [route_guide.Feature(name=entry.get("name", ""), location=route_guide.Point(
            **entry["location"])) for entry in json.load(file)]
