// What every server here does from its first call to its last: health, reflection, and a shutdown
// that waits for calls and then cancels them.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "conformance/matchers.h"
#include "health.grpc.pb.h"
#include "rpc/grpc_version.h"
#include "tests/service/probe_fixture.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;
using conformance::StatusIs;

using ::grpc::health::v1::Health;
using ::grpc::health::v1::HealthCheckRequest;
using ::grpc::health::v1::HealthCheckResponse;
using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;

class ServerLife : public ProbeFixture {};

TEST_P(ServerLife, IsHealthyWhileItServes) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  HealthCheckResponse response;
  ASSERT_THAT(Health::NewStub(channel())->Check(&context, HealthCheckRequest(), &response), IsOk());
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
}

// Asks the reflection service `name` for the names of all services, and writes them with the bytes
// between them to `names`. By hand, because gRPC's C++ package has no stub.
void ListServices(const std::shared_ptr<grpc::Channel>& channel, const std::string& name,
                  std::string& names) {
  const grpc::Slice list("\x3A\x01*");  // list_services = 7 "*"
  const grpc::ByteBuffer request(&list, 1);
  grpc::GenericStub stub(channel);
  rpc::CallContext context(rpc::kDefaultTimeout);
  grpc::CompletionQueue queue;
  const auto stream = stub.PrepareCall(&context, "/" + name + "/ServerReflectionInfo", &queue);
  void* tag = nullptr;
  bool ok = false;
  const auto wait = [&] { return queue.Next(&tag, &ok) && ok; };

  stream->StartCall(nullptr);
  ASSERT_TRUE(wait());
  stream->Write(request, nullptr);
  ASSERT_TRUE(wait());
  grpc::ByteBuffer response;
  stream->Read(&response, nullptr);
  ASSERT_TRUE(wait());
  std::vector<grpc::Slice> slices;
  ASSERT_TRUE(response.Dump(&slices).ok());
  for (const grpc::Slice& slice : slices) {
    names.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }

  stream->WritesDone(nullptr);
  ASSERT_TRUE(wait());
  grpc::Status status;
  stream->Finish(&status, nullptr);
  ASSERT_TRUE(wait());
  EXPECT_THAT(status, IsOk());
}

TEST_P(ServerLife, ListsItsServicesByReflection) {
  std::string names;
  ListServices(channel(), "grpc.reflection.v1alpha.ServerReflection", names);
  EXPECT_THAT(names, HasSubstr("workbook.test.v1.ProbeService"));
  EXPECT_THAT(names, HasSubstr("grpc.health.v1.Health"));
  if (!rpc::kReflectsV1) return;
  std::string by_v1;
  ListServices(channel(), "grpc.reflection.v1.ServerReflection", by_v1);
  EXPECT_THAT(by_v1, HasSubstr("workbook.test.v1.ProbeService"));
}

TEST_P(ServerLife, CancelsACallThatOutlastsTheDrain) {
  PendingProbe call(*stub_, Until(v1::UNTIL_CANCELLED), milliseconds(20'000));
  ASSERT_TRUE(log_.entered.WaitForNotificationWithTimeout(kHang));
  server().Shutdown(milliseconds(50));
  EXPECT_TRUE(log_.saw_cancel.HasBeenNotified());  // Shutdown returns after the last handler
  EXPECT_FALSE(call.status().ok());
}

INSTANTIATE_TEST_SUITE_P(, ServerLife, EveryProbe({Transport::kInProcess, Transport::kLoopback}),
                         ProbeName);

// In process, Shutdown ends every call at once, and a call that starts afterwards crashes
// gRPC 1.51: a drain needs a connection.
class ServerLifeOverTheNetwork : public ServerLife {};

TEST_P(ServerLifeOverTheNetwork, WaitsForACallInFlight) {
  PendingProbe call(*stub_, Until(v1::UNTIL_DRAIN), milliseconds(20'000));
  ASSERT_TRUE(log_.entered.WaitForNotificationWithTimeout(kHang));
  const auto start = steady_clock::now();
  server().Shutdown(milliseconds(10'000));
  EXPECT_LT(steady_clock::now() - start, milliseconds(10'000));  // the drain ends with the call
  EXPECT_THAT(call.status(), IsOk());
  EXPECT_FALSE(log_.saw_cancel.HasBeenNotified());
}

TEST_P(ServerLifeOverTheNetwork, RefusesCallsAfterShutdown) {
  server().Shutdown();
  EXPECT_THAT(Probe(Request()), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_P(ServerLifeOverTheNetwork, NotifiesAHealthWatchThatItNoLongerServes) {
  rpc::CallContext context(milliseconds(20'000));
  const auto watch = Health::NewStub(channel())->Watch(&context, HealthCheckRequest());
  HealthCheckResponse response;
  ASSERT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);

  const auto start = steady_clock::now();
  std::jthread shutdown([this] { server().Shutdown(milliseconds(300)); });
  EXPECT_TRUE(watch->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  shutdown.join();
  // An open Watch ends with the drain at the latest.
  EXPECT_LT(steady_clock::now() - start, milliseconds(5000));
  EXPECT_FALSE(watch->Read(&response));
  EXPECT_FALSE(watch->Finish().ok());
}

INSTANTIATE_TEST_SUITE_P(, ServerLifeOverTheNetwork, EveryProbe({Transport::kLoopback}), ProbeName);

}  // namespace
}  // namespace workbook::tests
