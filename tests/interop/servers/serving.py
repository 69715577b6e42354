"""What the servers here need around their methods: handlers written by hand, for Debian has no gRPC
plugin of protoc's for Python, and a program that can be started on any port and stopped."""

import argparse
import concurrent.futures
import os
import pathlib
import signal
import sys

import grpc
from google.protobuf import message as protobuf

SOURCE = pathlib.Path(__file__).resolve().parents[3]  # the repository

# A second server on the same port would take every other call: refuse to start instead.
DEFAULT_OPTIONS = (("grpc.so_reuseport", 0),)

# For those who take care: 64 KiB a message, and a peer that vanished is let go after 30 s.
CAREFUL_OPTIONS = DEFAULT_OPTIONS + (
    ("grpc.max_receive_message_length", 64 * 1024),
    ("grpc.keepalive_time_ms", 20_000),
    ("grpc.keepalive_timeout_ms", 10_000),
)


def method(function, request_type, kind="unary_unary"):
    """What the plugin would generate for function(request or iterator, context). A request that does
    not parse is INTERNAL: grpcio answers it, and says no more."""
    return getattr(grpc, f"{kind}_rpc_method_handler")(
        function,
        request_deserializer=request_type.FromString,
        response_serializer=lambda message: message.SerializeToString())


def careful_method(function, request_type, kind="unary_unary"):
    """As method, but a request that does not parse, as one whose text is not UTF-8, is
    INVALID_ARGUMENT: the bytes are parsed here, where there is a context to say so."""

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
    """A server, not started, of {service name: {method name: handler}}. Each call takes one of the
    `workers` threads for as long as it lasts."""
    server = grpc.server(
        concurrent.futures.ThreadPoolExecutor(max_workers=workers), options=options)
    for service, methods in services.items():
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, methods),))
    return server


def arguments(description, port):
    """A parser that knows --port already; add what else there is."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--port", type=int, default=port, help="0 for a free one [%(default)s]")
    return parser


def run(name, port, services, workers, options=DEFAULT_OPTIONS, before_stop=lambda: None):
    """Serves on 127.0.0.1 until SIGTERM or SIGINT, and ends the process: status 0, or 1 when the port
    cannot be had."""
    # Blocked before there is a second thread, for a thread inherits it: only sigwait gets them.
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
    # A method that never returns would keep the process: not for longer than this, and sys.exit would
    # wait for its thread.
    server.stop(grace=1).wait(timeout=3)
    os._exit(0)
