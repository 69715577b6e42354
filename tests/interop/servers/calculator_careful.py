"""The tutorial's calculator with proper statuses for what cannot be computed."""

import grpc

import calculator_pb2 as calc
import serving


def int32(value, context):
    """Returns `value` if an int32 can hold it: Python's integers are unbounded."""
    if not -2**31 <= value < 2**31:
        context.abort(grpc.StatusCode.OUT_OF_RANGE, f"{value} does not fit an int32")
    return value


def add(request, context):
    return calc.AddReply(n1=int32(request.n1 + request.n2, context))


def substract(request, context):
    return calc.SubstractReply(n1=int32(request.n1 - request.n2, context))


def multiply(request, context):
    return calc.MultiplyReply(n1=int32(request.n1 * request.n2, context))


def divide(request, context):
    if request.n2 == 0:
        context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"{request.n1} / 0 has no result")
    return calc.DivideReply(f1=request.n1 / request.n2)


def services():
    return {"calc.Calculator": {
        "Add": serving.careful_method(add, calc.AddRequest),
        "Substract": serving.careful_method(substract, calc.SubstractRequest),
        "Multiply": serving.careful_method(multiply, calc.MultiplyRequest),
        "Divide": serving.careful_method(divide, calc.DivideRequest)}}


def main():
    flags = serving.arguments(__doc__, 50050).parse_args()
    serving.run("calculator_careful", flags.port, services(), workers=16,
                options=serving.CAREFUL_OPTIONS)


if __name__ == "__main__":
    main()
