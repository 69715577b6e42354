"""Starts and stops the programs of build/bin, and small Python servers for our clients to call."""

import concurrent.futures
import contextlib
import os
import signal
import subprocess
import threading

import grpc

BIN = os.environ["WORKBOOK_BIN"]

# Only there to end a hang: long enough for a sanitizer build on a loaded machine, and shorter than
# the servers' keepalive of 20 s, whose ping sets a stalled stream going again and would hide it.
TIMEOUT = 15.0

# A proxy that the environment names must not get the calls to 127.0.0.1.
CHANNEL_OPTIONS = [("grpc.enable_http_proxy", 0)]


def start(name, *arguments, **popen):
    """The program `name` of build/bin, its output piped."""
    return subprocess.Popen(
        [os.path.join(BIN, name), *arguments],
        stdout=subprocess.PIPE, encoding="utf-8", **popen)


@contextlib.contextmanager
def killed_after(process, seconds=TIMEOUT):
    """Kills the process when the block takes too long, so that no read of its output hangs."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextlib.contextmanager
def server(name, *arguments):
    """Runs one of our servers on a free port: yields its address once it serves, and afterwards
    demands that SIGTERM ends it with exit status 0 and nothing more on stdout."""
    process = start(name, "--port", "0", *arguments)
    try:
        with killed_after(process):
            ready = process.stdout.readline()
        expected = f"{name} listening on "
        if not ready.startswith(expected):
            raise AssertionError(f"{name} is not ready, it said {ready!r}")
        yield ready[len(expected):].strip()
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=TIMEOUT)
        if (process.returncode, rest) != (0, ""):
            raise AssertionError(f"{name} ended with {process.returncode} and said {rest!r}")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@contextlib.contextmanager
def channel(address):
    """A channel of grpcio's to HOST:PORT."""
    with grpc.insecure_channel(address, options=CHANNEL_OPTIONS) as result:
        yield result


def run_client(name, address, *arguments, stdin=""):
    """Runs one of our clients to its end: (exit status, stdout, stderr)."""
    host, port = address.rsplit(":", 1)
    done = subprocess.run(
        [os.path.join(BIN, name), "--host", host, "--port", port, *arguments],
        input=stdin, capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=False)
    return done.returncode, done.stdout, done.stderr


# ---- Servers and stubs by hand: what protoc's gRPC plugin for Python would generate ----


def call(channel_, method, reply_type, kind="unary_unary"):
    """A callable for the full method name, "/package.Service/Method"."""
    return getattr(channel_, kind)(
        method,
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=reply_type.FromString)


def handler(function, request_type, kind="unary_unary"):
    """A method of a Python server: function(request or iterator, context)."""
    return getattr(grpc, f"{kind}_rpc_method_handler")(
        function,
        request_deserializer=request_type.FromString,
        response_serializer=lambda message: message.SerializeToString())


@contextlib.contextmanager
def python_server(services):
    """Serves {service name: {method name: handler}} with grpcio: yields HOST:PORT."""
    result = grpc.server(
        concurrent.futures.ThreadPoolExecutor(max_workers=16),
        options=[("grpc.so_reuseport", 0)])
    for service, methods in services.items():
        result.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(service, methods),))
    port = result.add_insecure_port("127.0.0.1:0")
    result.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        result.stop(grace=None).wait()
