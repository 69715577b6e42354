"""Reads the orders of a server here, from the file of our order_server."""

from google.protobuf import text_format

import order_file_pb2
import serving


def add_flag(parser):
    parser.add_argument("--orders", default=serving.SOURCE / "order" / "orders.txtpb",
                        help="protobuf text format, see protos/order_file.proto [%(default)s]")


def load(path):
    """A list of Order."""
    with open(path, encoding="utf-8") as file:
        return list(text_format.Parse(file.read(), order_file_pb2.OrderFile()).orders)
