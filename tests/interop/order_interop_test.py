"""grpcio calls our order server, and our client calls an order server written in Python."""

import os
import unittest

import grpc
from google.protobuf import text_format
from google.protobuf import wrappers_pb2 as wrappers

import error_details_pb2 as error_details
import order_careful
import order_file
import order_management_pb2 as ecommerce
import programs
import serving

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
    return order_file.load(os.environ["WORKBOOK_ORDERS"])


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
        self.assertEqual(text_format.MessageToString(order, as_utf8=False), ORDER_101)

    def test_gets_each_order_of_the_file(self):
        for expected in shipped_orders():
            order = self.get_order(
                wrappers.StringValue(value=expected.id), timeout=programs.TIMEOUT)
            self.assertEqual(order, expected)

    def test_accepts_an_order_as_the_id_as_the_tutorials_client_sends_it(self):
        order = self.get_order(ecommerce.Order(id="101"), timeout=programs.TIMEOUT)
        self.assertEqual(order.destination, "Seoul")

    def test_gets_the_unknown_id_in_the_status(self):
        for unknown in ("999", "שלום", "주문", "e\u0301", "🫖"):
            code, details = self.failure_of(wrappers.StringValue(value=unknown))
            self.assertEqual(code, grpc.StatusCode.NOT_FOUND)
            self.assertIn(unknown, details)

    def test_gets_the_missing_order_in_the_error_details(self):
        with self.assertRaises(grpc.RpcError) as failure:
            self.get_order(wrappers.StringValue(value="999"), timeout=programs.TIMEOUT)
        trailers = dict(failure.exception.trailing_metadata())
        status = error_details.Status.FromString(trailers["grpc-status-details-bin"])
        # grpcio_status refuses details that disagree with their call.
        self.assertEqual(status.code, failure.exception.code().value[0])
        self.assertEqual(status.message, failure.exception.details())
        missing = error_details.ResourceInfo()
        self.assertTrue(status.details[0].Unpack(missing))
        self.assertEqual((missing.resource_type, missing.resource_name), ("ecommerce.Order", "999"))

    def test_gets_a_status_for_an_unknown_id_of_any_length(self):
        code, details = self.failure_of(wrappers.StringValue(value="주" * 20_000))
        self.assertEqual(code, grpc.StatusCode.NOT_FOUND)
        self.assertIn("주주주", details)
        code, _ = self.failure_of(wrappers.StringValue(value="x" * 100_000))
        self.assertEqual(code, grpc.StatusCode.RESOURCE_EXHAUSTED)

    def test_does_not_find_an_order_for_an_id_with_a_nul(self):
        code, details = self.failure_of(wrappers.StringValue(value="101\0"))
        self.assertEqual(code, grpc.StatusCode.NOT_FOUND)
        self.assertIn(r'"101\x00"', details)

    def test_may_not_send_an_empty_id(self):
        for request in (wrappers.StringValue(value=""), wrappers.StringValue()):
            self.assertEqual(self.failure_of(request)[0], grpc.StatusCode.INVALID_ARGUMENT)


class PythonServerTest(unittest.TestCase):

    def serve(self, services):
        self.address = self.enterContext(programs.python_server(services))

    def run_client(self, *ids):
        return programs.run_client("order_client", self.address, *ids)

    def test_our_client_prints_the_tutorials_order(self):
        self.serve(order_careful.OrderManagement(shipped_orders()).services())
        self.assertEqual(self.run_client(), (0, ORDER_101, ""))

    def test_our_client_prints_what_print_would_in_python(self):
        self.serve(order_careful.OrderManagement(shipped_orders()).services())
        for order in shipped_orders():
            self.assertEqual(
                self.run_client(order.id), (0, text_format.MessageToString(order, as_utf8=False), ""))

    def test_our_client_prints_the_others_when_an_order_is_unknown(self):
        self.serve(order_careful.OrderManagement(shipped_orders()).services())
        status, out, err = self.run_client("999", "101", "104")
        self.assertEqual(status, 1)
        self.assertTrue(out.startswith(ORDER_101 + '\nid: "104"\n'), out)
        self.assertEqual(err, 'NOT_FOUND: no order "999"\n')

    def test_our_client_escapes_the_message_of_the_server(self):

        def get_order(request, context):
            context.abort(grpc.StatusCode.NOT_FOUND, f"no\x1b]0;{request.value}\n\u202eorder")

        self.serve({"ecommerce.OrderManagement":
                        {"getOrder": serving.method(get_order, wrappers.StringValue)}})
        self.assertEqual(
            self.run_client("999"), (1, "", "NOT_FOUND: no\\x1B]0;999\\x0A\\u{202E}order\n"))


if __name__ == "__main__":
    unittest.main()
