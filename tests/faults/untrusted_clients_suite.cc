// Clients that do not speak gRPC: the server closes their connections, and other clients notice
// nothing.
#include "tests/faults/fault_suites.h"
#include "tests/faults/http2_frames.h"
#include "tests/faults/raw_connection.h"

namespace workbook::tests {
namespace {

struct Opening {
  std::string description;
  std::string bytes;
};

const std::vector<Opening>& WrongOpenings() {
  static const std::vector<Opening> openings = {
      {"zeros", std::string(4096, '\0')},
      {"all ones", std::string(4096, '\xFF')},
      {"a line", "hello?\r\n"},
      {"a terminal's control characters", "\x1B[2J\x1B[H\x07\r\n\r\n"},
      {"an HTTP/1 request", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"},
      {"an upgrade from HTTP/1",
       "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
       "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n"},
      {"the preface of another version", "PRI * HTTP/3.0\r\n\r\nSM\r\n\r\n"},
      {"a preface with one wrong byte", "PRI * HTTP/2.0\r\n\r\nSN\r\n\r\n"},
      {"no settings after the preface",
       std::string(http2::kPreface) + http2::Frame(http2::kPing, 0, 0, "12345678")},
      // A record (handshake, TLS 1.0) with a ClientHello of TLS 1.2: zeros for its random number,
      // no session, one cipher suite, no compression.
      {"a TLS hello", std::string("\x16\x03\x01\x00\x2D\x01\x00\x00\x29\x03\x03", 11) +
                          std::string(32, '\0') + std::string("\x00\x00\x02\xC0\x2F\x01\x00", 7)},
  };
  return openings;
}

}  // namespace

TEST_P(UntrustedClients, AreDisconnected) {
  for (const auto& [description, bytes] : WrongOpenings()) {
    RawConnection connection(server_.port());
    connection.Send(bytes);
    EXPECT_TRUE(connection.ClosesWithin(std::chrono::seconds(10))) << description;
    ExpectAlive();
  }
}

TEST_P(UntrustedClients, MayLeaveAfterAnyByteOfTheHello) {
  const std::string hello = http2::Hello();
  for (size_t length = 0; length <= hello.size(); ++length) {
    RawConnection connection(server_.port());
    connection.Send(hello.substr(0, length));
    connection.CloseSending();
    EXPECT_TRUE(connection.ClosesWithin(std::chrono::seconds(10))) << length << " bytes";
  }
}

}  // namespace workbook::tests
