// Reflection, which every server has, is a synchronous service: each open stream holds a thread. A
// client that opens many gets at most the number that rpc/server.cc allows.
#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <set>

#include "tests/faults/fault_suites.h"
#include "tests/faults/http2_frames.h"
#include "tests/faults/raw_connection.h"

namespace workbook::tests {
namespace {

constexpr int kConnections = 5;
constexpr uint32_t kStreamsEach = 100;  // the limit of a connection

// Opens the streams on a new connection, sends one request on each, and leaves them open.
RawConnection AskAndStay(const RunningServer& server) {
  RawConnection connection(server.port());
  std::string bytes = http2::Hello();
  for (uint32_t i = 0; i < kStreamsEach; ++i) {
    const uint32_t stream = 2 * i + 1;
    bytes += http2::Frame(http2::kHeaders, http2::kEndHeaders, stream,
                          http2::HeaderBlock(http2::RequestFields(
                              "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")));
    // ServerReflectionRequest {list_services = 7: ""}
    bytes += http2::Frame(http2::kData, 0, stream, http2::GrpcMessage(std::string("\x3A\x00", 2)));
  }
  connection.Send(bytes);
  return connection;
}

// Reads until each stream has an answer or has ended; the number that have ended.
size_t CountRefused(RawConnection& connection) {
  std::set<uint32_t> answered;
  std::set<uint32_t> refused;
  std::string bytes;
  while (answered.size() + refused.size() < kStreamsEach) {
    const auto more = connection.Receive();
    if (!more.has_value()) {
      ADD_FAILURE() << answered.size() << " answered and " << refused.size() << " refused, no more";
      break;
    }
    bytes += *more;
    for (const auto& frame : http2::TakeFrames(bytes)) {
      const bool ends = frame.type == http2::kRstStream || (frame.flags & http2::kEndStream) != 0;
      if (frame.type == http2::kData) answered.insert(frame.stream);
      if (frame.stream != 0 && ends) refused.insert(frame.stream);
    }
  }
  return refused.size();
}

std::ptrdiff_t ThreadsOf(pid_t pid) {
  const std::filesystem::directory_iterator tasks("/proc/" + std::to_string(pid) + "/task");
  return std::distance(begin(tasks), end(tasks));
}

}  // namespace

TEST_P(ReflectionStreams, LeftOpenHoldABoundedNumberOfThreads) {
  RunningServer server(GetParam().argv);
  std::vector<RawConnection> connections;
  for (int i = 0; i < kConnections; ++i) connections.push_back(AskAndStay(server));
  size_t refused = 0;
  for (RawConnection& connection : connections) refused += CountRefused(connection);
  const auto threads = ThreadsOf(server.process().pid());
  std::cout << threads << " threads, " << refused << " streams refused\n";
  EXPECT_LT(threads, 250);  // includes gRPC's own
  EXPECT_GE(refused, kConnections * kStreamsEach - 250);
  EXPECT_EQ(server.Stop(SIGTERM).exit, (base::Exit{0, 0}));  // with the streams open
}

}  // namespace workbook::tests
