"""An order service that names a missing order in its status, with control characters escaped."""

import unicodedata

import grpc
from google.protobuf import wrappers_pb2 as wrappers

import order_file
import serving

MAX_QUOTED = 200  # characters: a status message is a trailer, and a peer accepts 8 KiB of those


def quoted(text):
    """`text` for a status message, with control characters escaped: they could forge a line of a log."""
    clean = "".join(f"\\x{ord(c):02x}" if unicodedata.category(c) == "Cc" else c
                    for c in text[:MAX_QUOTED])
    return f'"{clean}"' if len(text) <= MAX_QUOTED else f'"{clean}"... ({len(text)} characters)'


class OrderManagement:

    def __init__(self, orders):
        self._orders = {order.id: order for order in orders}

    def get_order(self, request, context):
        if not request.value:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, "the id is empty")
        order = self._orders.get(request.value)
        if order is None:
            context.abort(grpc.StatusCode.NOT_FOUND, f"no order {quoted(request.value)}")
        return order

    def services(self):
        return {"ecommerce.OrderManagement": {
            "getOrder": serving.careful_method(self.get_order, wrappers.StringValue)}}


def main():
    parser = serving.arguments(__doc__, 50051)
    order_file.add_flag(parser)
    flags = parser.parse_args()
    serving.run("order_careful", flags.port,
                OrderManagement(order_file.load(flags.orders)).services(), workers=16,
                options=serving.CAREFUL_OPTIONS)


if __name__ == "__main__":
    main()
