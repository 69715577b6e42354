"""A calculator with the tutorial's defects: what cannot be computed raises an exception, and the client
gets UNKNOWN."""

import calculator_pb2 as calc
import serving


def add(request, _):
    return calc.AddReply(n1=request.n1 + request.n2)  # ValueError when it does not fit


def substract(request, _):
    return calc.SubstractReply(n1=request.n1 - request.n2)


def multiply(request, _):
    return calc.MultiplyReply(n1=request.n1 * request.n2)


def divide(request, _):
    return calc.DivideReply(f1=request.n1 / request.n2)  # ZeroDivisionError


def services():
    return {"calc.Calculator": {
        "Add": serving.method(add, calc.AddRequest),
        "Substract": serving.method(substract, calc.SubstractRequest),
        "Multiply": serving.method(multiply, calc.MultiplyRequest),
        "Divide": serving.method(divide, calc.DivideRequest)}}


def main():
    flags = serving.arguments(__doc__, 50050).parse_args()
    serving.run("calculator_tutorial", flags.port, services(), workers=10)


if __name__ == "__main__":
    main()
