"""grpcio calls our order server, and our client calls an order server written in Python."""

import os
import unittest

import grpc
from google.protobuf import text_format
from google.protobuf import wrappers_pb2 as wrappers

import order_file_pb2
import order_management_pb2 as ecommerce
import programs

GET_ORDER = "/ecommerce.OrderManagement/getOrder"
ORDER_101 = """\
id: "101"
items: "Item - A"
items: "Item - B"
description: "Sample order description."
price: 1000.0
destination: "Seoul"
"""


def shipped_orders():
    """The orders of order/orders.txtpb, as Python's protobuf reads them."""
    with open(os.environ["WORKBOOK_ORDERS"], encoding="utf-8") as file:
        return list(text_format.Parse(file.read(), order_file_pb2.OrderFile()).orders)


class PythonClientTest(unittest.TestCase):

    def setUp(self):
        self.address = self.enterContext(programs.server("order_server"))
        channel = self.enterContext(programs.channel(self.address))
        self.get_order = programs.call(channel, GET_ORDER, ecommerce.Order)

    def failure_of(self, request):
        with self.assertRaises(grpc.RpcError) as failure:
            self.get_order(request, timeout=programs.TIMEOUT)
        return failure.exception.code(), failure.exception.details()

    def test_prints_the_tutorials_order(self):
        order = self.get_order(wrappers.StringValue(value="101"), timeout=programs.TIMEOUT)
        self.assertEqual(text_format.MessageToString(order), ORDER_101)

    def test_gets_each_order_of_the_file(self):
        for expected in shipped_orders():
            order = self.get_order(
                wrappers.StringValue(value=expected.id), timeout=programs.TIMEOUT)
            self.assertEqual(order, expected)

    def test_takes_an_order_for_the_id_as_the_tutorials_client_sends_it(self):
        order = self.get_order(ecommerce.Order(id="101"), timeout=programs.TIMEOUT)
        self.assertEqual(order.destination, "Seoul")

    def test_is_told_the_id_that_is_unknown(self):
        for unknown in ("999", "שלום", "주문", "e\u0301", "🫖"):
            code, details = self.failure_of(wrappers.StringValue(value=unknown))
            self.assertEqual(code, grpc.StatusCode.NOT_FOUND)
            self.assertIn(unknown, details)

    def test_is_told_of_an_unknown_id_of_any_length(self):
        code, details = self.failure_of(wrappers.StringValue(value="주" * 20_000))
        self.assertEqual(code, grpc.StatusCode.NOT_FOUND)
        self.assertIn("주주주", details)
        code, _ = self.failure_of(wrappers.StringValue(value="x" * 100_000))
        self.assertEqual(code, grpc.StatusCode.RESOURCE_EXHAUSTED)

    def test_does_not_find_an_order_behind_a_nul(self):
        code, details = self.failure_of(wrappers.StringValue(value="101\0"))
        self.assertEqual(code, grpc.StatusCode.NOT_FOUND)
        self.assertIn(r'"101\x00"', details)

    def test_may_not_send_an_empty_id(self):
        for request in (wrappers.StringValue(value=""), wrappers.StringValue()):
            self.assertEqual(self.failure_of(request)[0], grpc.StatusCode.INVALID_ARGUMENT)


class PythonServerTest(unittest.TestCase):

    def setUp(self):
        orders = {order.id: order for order in shipped_orders()}

        def get_order(request, context):
            if request.value not in orders:
                context.abort(grpc.StatusCode.NOT_FOUND, f"no\x1b]0;{request.value}\n\u202eorder")
            return orders[request.value]

        self.address = self.enterContext(programs.python_server({
            "ecommerce.OrderManagement":
                {"getOrder": programs.handler(get_order, wrappers.StringValue)}}))

    def run_client(self, *ids):
        return programs.run_client("order_client", self.address, *ids)

    def test_our_client_prints_the_tutorials_order(self):
        self.assertEqual(self.run_client(), (0, ORDER_101, ""))

    def test_our_client_prints_what_print_would_in_python(self):
        for order in shipped_orders():
            self.assertEqual(
                self.run_client(order.id), (0, text_format.MessageToString(order), ""))

    def test_our_client_prints_the_others_when_an_order_is_unknown(self):
        status, out, err = self.run_client("999", "101", "104")
        self.assertEqual(status, 1)
        self.assertTrue(out.startswith(ORDER_101 + '\nid: "104"\n'), out)
        self.assertEqual(err, "NOT_FOUND: no\\x1B]0;999\\x0A\\u{202E}order\n")


if __name__ == "__main__":
    unittest.main()
