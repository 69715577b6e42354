// Frames that are truncated, declare too great a length, or come in the wrong place. Each has its
// own connection; the server may close that one, and no other.
#include <utility>

#include "tests/faults/fault_suites.h"
#include "tests/faults/http2_frames.h"
#include "tests/faults/raw_connection.h"

namespace workbook::tests {
namespace {

using http2::Frame;
using http2::FrameHeader;
using std::string_literals::operator""s;

// A description of the error, and the bytes that a client sends after its hello.
using Broken = std::pair<std::string, std::string>;

std::string Headers(const std::string& path, uint8_t flags = http2::kEndHeaders) {
  return Frame(http2::kHeaders, flags, 1, http2::HeaderBlock(http2::RequestFields(path)));
}

void ExpectTheConnectionToEnd(int port, const std::vector<Broken>& all) {
  for (const auto& [what, bytes] : all) {
    RawConnection connection(port);
    connection.Send(http2::Hello() + bytes);
    connection.CloseSending();
    EXPECT_TRUE(connection.ClosesWithin(kHang)) << what;
  }
}

}  // namespace

TEST_P(BrokenFrames, ThatAreTruncatedEndTheirConnection) {
  const std::string headers = Headers(GetParam().method);
  const auto data = [](absl::string_view payload) {
    return Frame(http2::kData, http2::kEndStream, 1, payload);
  };
  ExpectTheConnectionToEnd(
      server_.port(),
      {{"half the header of a frame", FrameHeader(100, http2::kHeaders, 0, 1).substr(0, 5)},
       {"half a header block", headers.substr(0, headers.size() / 2)},
       {"headers without an end", Headers(GetParam().method, 0)},
       {"headers alone", headers},
       {"truncated data", headers + FrameHeader(100, http2::kData, 0, 1) + "short"},
       {"half the prefix of a message", headers + data("\0\0"s)},
       {"a truncated message", headers + data(http2::GrpcMessagePrefix(0, 100) + "short")},
       {"no message", headers + data("")}});
}

TEST_P(BrokenFrames, ThatAreTooLongEndTheirConnection) {
  const std::string headers = Headers(GetParam().method);
  std::string beyond_the_window = headers + Frame(http2::kData, 0, 1, "\0\0\0\xFF\xFF"s);
  for (int i = 0; i < 8; ++i) {
    beyond_the_window += Frame(http2::kData, 0, 1, std::string(16 * 1024, 'x'));
  }
  ExpectTheConnectionToEnd(
      server_.port(),
      {{"a message of 4 GiB", headers + Frame(http2::kData, http2::kEndStream, 1,
                                              http2::GrpcMessagePrefix(0, 0xFFFFFFFF) + "x")},
       {"a frame one byte above the limit",
        headers + Frame(http2::kData, 0, 1, std::string(16 * 1024 + 1, 'x'))},
       {"a frame of 16 MiB", headers + FrameHeader(0xFFFFFF, http2::kData, 0, 1) + "x"},
       {"headers of 16 MiB", FrameHeader(0xFFFFFF, http2::kHeaders, http2::kEndHeaders, 1) + "x"},
       {"settings of 16 MiB", FrameHeader(0xFFFFFF, http2::kSettings, 0, 0)},
       {"more data than the window allows", beyond_the_window}});
}

TEST_P(BrokenFrames, InTheWrongPlaceEndTheirConnection) {
  const std::string headers = Headers(GetParam().method);
  const auto block = [](absl::string_view payload) {
    return Frame(http2::kHeaders, http2::kEndHeaders, 1, payload);
  };
  const std::string widest = Frame(http2::kWindowUpdate, 0, 0, "\x7F\xFF\xFF\xFF");
  ExpectTheConnectionToEnd(
      server_.port(),
      {{"data of no stream", Frame(http2::kData, 0, 0, "x")},
       {"data of a stream that never began", Frame(http2::kData, 0, 5, "x")},
       {"a stream with a server's number", Frame(http2::kHeaders, http2::kEndHeaders, 2, "")},
       {"a continuation of nothing", Frame(http2::kContinuation, http2::kEndHeaders, 1, "")},
       {"data before the headers are whole",
        Frame(http2::kHeaders, 0, 1, "") + Frame(http2::kData, 0, 1, "x")},
       {"a field of an empty table", block("\xFF\xFF\xFF\xFF\x0F")},
       {"a field longer than its block", block("\0\x7Fshort"s)},
       {"an invalid Huffman code", block("\0\x84\xFF\xFF\xFF\xFF\x01x"s)},
       {"no fields", Frame(http2::kHeaders, http2::kEndHeaders | http2::kEndStream, 1, "")},
       {"a stream that begins twice", headers + headers},
       {"more padding than payload", headers + Frame(http2::kData, 0x8, 1, "\xFFx")},
       {"settings of 5 bytes", Frame(http2::kSettings, 0, 0, "12345")},
       {"a ping of 3 bytes", Frame(http2::kPing, 0, 0, "123")},
       {"a reset of 3 bytes", headers + Frame(http2::kRstStream, 0, 1, "123")},
       {"a reset of a stream that never began", Frame(http2::kRstStream, 0, 9, "\0\0\0\x08"s)},
       {"a window update of 0", Frame(http2::kWindowUpdate, 0, 0, "\0\0\0\0"s)},
       {"a window update beyond the maximum", widest + widest},
       {"a frame of an unknown type", Frame(0xEE, 0xFF, 7, "what?")}});
}

// 200 clients at once break off their connections during a call.
TEST_P(BrokenFrames, OfManyClientsAtOnceLeaveNothingBehind) {
  std::vector<RawConnection> connections;
  for (int i = 0; i < 200; ++i) {
    connections.emplace_back(server_.port());
    connections.back().Send(http2::Hello() + Headers(GetParam().method));
  }
  connections.clear();  // during their calls
}

}  // namespace workbook::tests
