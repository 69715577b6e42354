// Compressed zeros, few bytes that inflate to many. gRPC inflates a message before it checks
// the size; the servers here are safe because they accept no compressed messages (rpc/server.cc).
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>

#include <algorithm>
#include <iostream>

#include "absl/synchronization/notification.h"
#include "conformance/matchers.h"
#include "tests/faults/fault_suites.h"
#include "tests/support/resident_memory.h"

namespace workbook::tests {
namespace {

using conformance::StatusIs;

// Sends `mebibytes` of zeros in one message and waits for the end of the call.
grpc::Status SendZeros(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                       grpc_compression_algorithm algorithm, size_t mebibytes) {
  const grpc::Slice zeros(std::string(kMiB, '\0'));
  const std::vector<grpc::Slice> slices(mebibytes, zeros);  // many references to one MiB
  const grpc::ByteBuffer request(slices.data(), slices.size());
  grpc::ByteBuffer response;
  rpc::CallContext context(kHang);
  context.set_compression_algorithm(algorithm);
  grpc::Status status;
  absl::Notification ended;
  grpc::GenericStub(channel).UnaryCall(&context, method, {}, &request, &response,
                                       [&](grpc::Status result) {
                                         status = std::move(result);
                                         ended.Notify();
                                       });
  ended.WaitForNotification();
  return status;
}

}  // namespace

TEST_P(CompressionBomb, IsRefusedWithoutInflatingIt) {
  const auto channel = DialOwnConnection(server_);
  const pid_t pid = server_.process().pid();
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    // Compressed, 60 MiB are 60 KiB, below the message limit; 200 MiB exceed it.
    for (const size_t mebibytes : {size_t{60}, size_t{200}}) {
      const size_t before = ResidentMemory(pid);
      ForgetPeakMemory(pid);
      EXPECT_THAT(SendZeros(channel, GetParam().method, algorithm, mebibytes),
                  ::testing::AnyOf(StatusIs(absl::StatusCode::kUnimplemented),
                                   StatusIs(absl::StatusCode::kResourceExhausted)));
      const size_t peak = PeakMemory(pid);
      EXPECT_LT(peak, before + 5 * kMiB);
      std::cout << mebibytes << " MiB: " << (std::max(peak, before) - before) / 1024
                << " KiB more\n";
    }
  }
}

}  // namespace workbook::tests
