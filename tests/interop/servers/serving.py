"""What the servers here share: handlers written by hand, because Debian has no gRPC plugin of protoc for
Python, and a program that starts on any port and stops on a signal."""

import argparse
import concurrent.futures
import os
import pathlib
import signal
import sys

import grpc
from google.protobuf import message as protobuf

SOURCE = pathlib.Path(__file__).resolve().parents[3]  # the repository

# Two servers on one port would share the calls: refuse to start instead.
DEFAULT_OPTIONS = (("grpc.so_reuseport", 0),)

# For the careful servers: at most 64 KiB a message; release a vanished peer after 30 s.
CAREFUL_OPTIONS = DEFAULT_OPTIONS + (
    ("grpc.max_receive_message_length", 64 * 1024),
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 10_000),
)


def method(function, request_type, kind="unary_unary"):
    """What the plugin would generate for function(request or iterator, context). For a request that does
    not parse, grpcio answers INTERNAL without a reason."""
    return getattr(grpc, f"{kind}_rpc_method_handler")(
        function,
        request_deserializer=request_type.FromString,
        response_serializer=lambda message: message.SerializeToString())


def careful_method(function, request_type, kind="unary_unary"):
    """As method, but a request that does not parse, as with text that is not UTF-8, ends with
    INVALID_ARGUMENT: this code parses the bytes, where it has a context for the status."""

    def parse(data, context):
        try:
            return request_type.FromString(data)
        except protobuf.DecodeError:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT,
                          f"not a valid {request_type.DESCRIPTOR.full_name}")

    def of_one(data, context):
        return function(parse(data, context), context)

    def of_many(stream, context):
        return function((parse(data, context) for data in stream), context)

    return getattr(grpc, f"{kind}_rpc_method_handler")(
        of_many if kind.startswith("stream") else of_one,
        response_serializer=lambda message: message.SerializeToString())


def make_server(services, workers, options=DEFAULT_OPTIONS):
    """A server for {service name: {method name: handler}}, not yet started. Each call holds one of the
    `workers` threads until it ends."""
    server = grpc.server(
        concurrent.futures.ThreadPoolExecutor(max_workers=workers), options=options)
    for service, methods in services.items():
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, methods),))
    return server


def arguments(description, port):
    """A parser with --port; add further flags."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=port, help="the port; 0 for a free one [%(default)s]")
    return parser


def run(name, port, services, workers, options=DEFAULT_OPTIONS, before_stop=lambda: None):
    """Serves on 127.0.0.1 until SIGTERM or SIGINT, then exits with 0; exits with 1 when the port is in
    use."""
    # Block them before the first thread starts, which inherits the mask: only sigwait gets them.
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    server = make_server(services, workers, options)
    try:
        port = server.add_insecure_port(f"127.0.0.1:{port}")
    except RuntimeError as failure:
        sys.exit(f"{name}: {failure}")
    server.start()
    print(f"{name} listening on 127.0.0.1:{port}", flush=True)
    signal.sigwait(signals)
    before_stop()
    # A method that never returns would keep the process alive; sys.exit would wait for its thread.
    server.stop(grace=1).wait(timeout=3)
    os._exit(0)
