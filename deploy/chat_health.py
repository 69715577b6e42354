#!/usr/bin/python3
"""Checks the health of a server of the workbook over a new connection (Debian: python3-grpcio).

chat_health.py HOST:PORT [CA [TOKEN_FILE]]: over TLS when the CA's certificate file is given. Prints the
status of grpc.health.v1.Health; exits with 0 when it is SERVING.
"""
import ipaddress
import socket
import sys

import grpc

CHECK = "/grpc.health.v1.Health/Check"
STATUSES = {b"\x08\x01": "SERVING", b"\x08\x02": "NOT_SERVING", b"": "UNKNOWN"}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def is_loopback(address):
    """Whether HOST:PORT is this machine, which no proxy of the environment reaches."""
    try:
        found = socket.getaddrinfo(address.rsplit(":", 1)[0].strip("[]"), None)
    except OSError:
        return False  # gRPC reports it
    return all(ipaddress.ip_address(entry[4][0]).is_loopback for entry in found)


def dial(address, ca=None, token=None):
    options = [("grpc.enable_http_proxy", 0)] if is_loopback(address) else []
    if ca is None:
        return grpc.insecure_channel(address, options)
    credentials = grpc.ssl_channel_credentials(read(ca))
    if token is not None:
        call = grpc.access_token_call_credentials(read(token).decode().strip())
        credentials = grpc.composite_channel_credentials(credentials, call)
    return grpc.secure_channel(address, credentials, options)


def main():
    try:
        with dial(*sys.argv[1:]) as channel:
            status = STATUSES.get(channel.unary_unary(CHECK)(b"", timeout=5), "UNKNOWN")
    except grpc.RpcError as error:
        status = f"{error.code().name}: {error.details()}"
    print(status)
    return 0 if status == "SERVING" else 1


if __name__ == "__main__":
    sys.exit(main())
