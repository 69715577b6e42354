"""An order service with the tutorial's defect: the line that should name the missing order raises an
exception, whose text the client gets."""

import grpc
from google.protobuf import wrappers_pb2 as wrappers

import order_file
import serving


class OrderManagement:

    def __init__(self, orders):
        self._orders = {order.id: order for order in orders}

    def get_order(self, request, context):
        order = self._orders.get(request.value)
        if order is not None:
            return order
        context.set_code(grpc.StatusCode.NOT_FOUND)
        context.set_details("Order ", request.value, " not found")  # TypeError: it takes one argument

    def services(self):
        return {"ecommerce.OrderManagement": {
            "getOrder": serving.method(self.get_order, wrappers.StringValue)}}


def main():
    parser = serving.arguments(__doc__, 50051)
    order_file.add_flag(parser)
    flags = parser.parse_args()
    serving.run("order_tutorial", flags.port,
                OrderManagement(order_file.load(flags.orders)).services(), workers=10)


if __name__ == "__main__":
    main()
