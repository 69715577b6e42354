#!/usr/bin/python3
"""Asks a server of the workbook whether it is well, over a new connection (Debian: python3-grpcio).

chat_health.py HOST:PORT [CA [TOKEN_FILE]]: over TLS when the file of an authority is given. Prints the
answer of grpc.health.v1.Health; exit status 0 when it is SERVING.
"""
import sys

import grpc

CHECK = "/grpc.health.v1.Health/Check"
ANSWERS = {b"\x08\x01": "SERVING", b"\x08\x02": "NOT_SERVING", b"": "UNKNOWN"}


def read(path):
    with open(path, "rb") as file:
        return file.read()


def dial(address, ca=None, token=None):
    if ca is None:
        return grpc.insecure_channel(address)
    credentials = grpc.ssl_channel_credentials(read(ca))
    if token is not None:
        call = grpc.access_token_call_credentials(read(token).decode().strip())
        credentials = grpc.composite_channel_credentials(credentials, call)
    return grpc.secure_channel(address, credentials)


def main():
    try:
        with dial(*sys.argv[1:]) as channel:
            answer = ANSWERS.get(channel.unary_unary(CHECK)(b"", timeout=5), "UNKNOWN")
    except grpc.RpcError as error:
        answer = f"{error.code().name}: {error.details()}"
    print(answer)
    return 0 if answer == "SERVING" else 1


if __name__ == "__main__":
    sys.exit(main())
