"""Starts and stops the programs of build/bin, and the Python servers of servers/."""

import contextlib
import os
import signal
import subprocess
import sys
import threading

import grpc

import serving

BIN = os.environ["WORKBOOK_BIN"]

# The time limit of a hang: long enough for a sanitizer build on a loaded machine, and shorter than the
# servers' keepalive of 20 s, whose ping restarts a stalled stream and would hide the stall.
TIMEOUT = 15.0

# Calls to 127.0.0.1 must not go to a proxy from the environment.
CHANNEL_OPTIONS = [("grpc.enable_http_proxy", 0)]


def start(name, *arguments, **popen):
    """Starts the program `name` of build/bin with its output piped."""
    return subprocess.Popen(
        [os.path.join(BIN, name), *arguments],
        stdout=subprocess.PIPE, encoding="utf-8", **popen)


@contextlib.contextmanager
def killed_after(process, seconds=TIMEOUT):
    """Kills the process when the block takes too long, so that reading its output cannot hang."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextlib.contextmanager
def serving_process(name, process):
    """Yields the address of a server, started on port 0, once it is ready. Afterwards SIGTERM must end it
    with exit status 0 and no further output on stdout."""
    try:
        with killed_after(process):
            ready = process.stdout.readline()
        expected = f"{name} listening on "
        if not ready.startswith(expected):
            raise AssertionError(f"{name} is not ready; it printed {ready!r}")
        yield ready[len(expected):].strip()
        process.send_signal(signal.SIGTERM)
        rest, _ = process.communicate(timeout=TIMEOUT)
        if (process.returncode, rest) != (0, ""):
            raise AssertionError(f"{name} exited with {process.returncode} and printed {rest!r}")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def server(name, *arguments):
    """Runs one of our servers on a free port: yields its address."""
    return serving_process(name, start(name, "--port", "0", *arguments))


def python_program(name, *arguments):
    """Runs the Python server servers/NAME.py on a free port: yields its address."""
    path = os.path.join(os.path.dirname(serving.__file__), f"{name}.py")
    return serving_process(name, subprocess.Popen(
        [sys.executable, "-B", path, "--port", "0", *arguments],
        stdout=subprocess.PIPE, encoding="utf-8"))


@contextlib.contextmanager
def channel(address):
    """A grpcio channel to HOST:PORT."""
    with grpc.insecure_channel(address, options=CHANNEL_OPTIONS) as result:
        yield result


def run_client(name, address, *arguments, stdin=""):
    """Runs one of our clients to its end: (exit status, stdout, stderr)."""
    host, port = address.rsplit(":", 1)
    done = subprocess.run(
        [os.path.join(BIN, name), "--host", host, "--port", port, *arguments],
        input=stdin, capture_output=True, encoding="utf-8", timeout=TIMEOUT, check=False)
    return done.returncode, done.stdout, done.stderr


# ---- Python: hand-written stubs, like those of protoc's gRPC plugin ----


def call(channel_, method, reply_type, kind="unary_unary"):
    """A callable for the full method name, "/package.Service/Method"."""
    return getattr(channel_, kind)(
        method,
        request_serializer=lambda message: message.SerializeToString(),
        response_deserializer=reply_type.FromString)


@contextlib.contextmanager
def python_server(services):
    """Serves {service name: {method name: handler}} in this process: yields HOST:PORT."""
    result = serving.make_server(services, workers=16)
    port = result.add_insecure_port("127.0.0.1:0")
    result.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        result.stop(grace=None).wait()
