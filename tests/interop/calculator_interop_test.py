"""grpcio calls our calculator servers, and our client calls a calculator written in Python."""

import threading
import unittest

import grpc

import calculator_careful
import calculator_pb2 as calc
import programs
import serving

INT32_MAX = 2**31 - 1
INT32_MIN = -2**31


class Stub:
    def __init__(self, channel):
        self.Add = programs.call(channel, "/calc.Calculator/Add", calc.AddReply)
        self.Substract = programs.call(channel, "/calc.Calculator/Substract", calc.SubstractReply)
        self.Multiply = programs.call(channel, "/calc.Calculator/Multiply", calc.MultiplyReply)
        self.Divide = programs.call(channel, "/calc.Calculator/Divide", calc.DivideReply)


class PythonClient:
    """grpcio against the server in each API."""

    def setUp(self):
        address = self.enterContext(programs.server("calculator_server", f"--api={self.API}"))
        self.channel = self.enterContext(programs.channel(address))
        self.stub = Stub(self.channel)

    def code_of(self, method, request):
        with self.assertRaises(grpc.RpcError) as failure:
            method(request, timeout=programs.TIMEOUT)
        return failure.exception.code()

    def test_computes_the_documents_results(self):
        limit = {"timeout": programs.TIMEOUT}
        self.assertEqual(self.stub.Add(calc.AddRequest(n1=20, n2=10), **limit).n1, 30)
        self.assertEqual(self.stub.Substract(calc.SubstractRequest(n1=20, n2=10), **limit).n1, 10)
        self.assertEqual(self.stub.Multiply(calc.MultiplyRequest(n1=20, n2=10), **limit).n1, 200)
        self.assertEqual(self.stub.Divide(calc.DivideRequest(n1=20, n2=10), **limit).f1, 2.0)

    def test_refuses_to_divide_by_zero(self):
        for n1 in (7, 0):
            self.assertEqual(self.code_of(self.stub.Divide, calc.DivideRequest(n1=n1, n2=0)),
                             grpc.StatusCode.INVALID_ARGUMENT)

    def test_reports_a_result_that_does_not_fit(self):
        for method, request in (
                (self.stub.Add, calc.AddRequest(n1=INT32_MAX, n2=1)),
                (self.stub.Substract, calc.SubstractRequest(n1=INT32_MIN, n2=1)),
                (self.stub.Multiply, calc.MultiplyRequest(n1=INT32_MIN, n2=-1))):
            self.assertEqual(self.code_of(method, request), grpc.StatusCode.OUT_OF_RANGE)

    def test_divides_the_smallest_number_by_minus_one(self):
        reply = self.stub.Divide(
            calc.DivideRequest(n1=INT32_MIN, n2=-1), timeout=programs.TIMEOUT)
        self.assertEqual(reply.f1, 2.0**31)

    def test_answers_each_of_many_calls_in_flight_with_its_own_result(self):
        calls = [self.stub.Add.future(calc.AddRequest(n1=i, n2=1000), timeout=programs.TIMEOUT)
                 for i in range(200)]
        self.assertEqual([call.result().n1 for call in calls], list(range(1000, 1200)))

    def test_has_no_other_method(self):
        power = programs.call(self.channel, "/calc.Calculator/Power", calc.AddReply)
        self.assertEqual(self.code_of(power, calc.AddRequest()), grpc.StatusCode.UNIMPLEMENTED)


class PythonClientOfSyncTest(PythonClient, unittest.TestCase):
    API = "sync"


class PythonClientOfCallbackTest(PythonClient, unittest.TestCase):
    API = "callback"


class PythonClientOfCqTest(PythonClient, unittest.TestCase):
    API = "cq"


CALCULATOR = calculator_careful.services()["calc.Calculator"]


class PythonServerTest(unittest.TestCase):

    def run_client(self, methods, *arguments):
        with programs.python_server({"calc.Calculator": methods}) as address:
            return programs.run_client("calculator_client", address, *arguments)

    def test_our_client_prints_the_documents_lines(self):
        self.assertEqual(self.run_client(CALCULATOR), (0, "30\n10\n200\n2.0\n", ""))

    def test_our_client_calls_each_method_alone(self):
        self.assertEqual(self.run_client(CALCULATOR, "add", "1", "2"), (0, "3\n", ""))
        self.assertEqual(self.run_client(CALCULATOR, "subtract", "1", "2"), (0, "-1\n", ""))
        self.assertEqual(self.run_client(CALCULATOR, "multiply", "-3", "2"), (0, "-6\n", ""))
        self.assertEqual(self.run_client(CALCULATOR, "divide", "7", "2"), (0, "3.5\n", ""))

    def test_our_client_reports_a_failure(self):
        self.assertEqual(self.run_client(CALCULATOR, "divide", "7", "0"),
                         (1, "", "INVALID_ARGUMENT: 7 / 0 has no result\n"))
        self.assertEqual(self.run_client(CALCULATOR, "add", f"{INT32_MAX}", "1"),
                         (1, "", "OUT_OF_RANGE: 2147483648 does not fit an int32\n"))

    def test_our_client_reports_a_failure_on_one_clean_line(self):

        def divide(request, context):
            context.abort(
                grpc.StatusCode.INVALID_ARGUMENT, f"{request.n1} by nothing\x1b[31m\nOK")

        hostile = {"Divide": serving.method(divide, calc.DivideRequest)}
        self.assertEqual(self.run_client(hostile, "divide", "7", "0"),
                         (1, "", "INVALID_ARGUMENT: 7 by nothing\\x1B[31m\\x0AOK\n"))

    def test_our_client_reports_a_method_that_the_server_lacks(self):
        status, out, err = self.run_client({"Add": CALCULATOR["Add"]}, "divide", "7", "2")
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, r"\AUNIMPLEMENTED: [^\n]*\n\Z")

    def test_our_client_does_not_wait_forever(self):
        never = threading.Event()
        stuck = {"Add": serving.method(lambda *_: never.wait() and None, calc.AddRequest)}
        with programs.python_server({"calc.Calculator": stuck}) as address:
            status, out, err = programs.run_client(
                "calculator_client", address, "--timeout", "0.2", "add", "1", "2")
            never.set()
        self.assertEqual((status, out), (1, ""))
        self.assertRegex(err, r"\ADEADLINE_EXCEEDED: [^\n]*\n\Z")


if __name__ == "__main__":
    unittest.main()
