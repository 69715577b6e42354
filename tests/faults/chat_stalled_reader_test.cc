// One of a hundred readers stops reading: the server ends its call, the others lose nothing, and it
// can resume.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "conformance/eventually.h"
#include "conformance/matchers.h"
#include "conformance/suites/room_client.h"
#include "tests/faults/fault_subject.h"
#include "tests/faults/stalled_reader.h"
#include "workbook/chat/v1/admin.grpc.pb.h"

namespace workbook::tests {
namespace {

using conformance::Eventually;
using conformance::IsOk;
using conformance::StatusIs;
using conformance::suites::kTimeout;
using conformance::suites::RoomClient;
using conformance::suites::RoomReader;

constexpr int kOthers = 99;
constexpr int kMessages = 200;
constexpr std::chrono::seconds kPatienceForAll{120};

// 200 texts of 4 KiB: more than the 64 KiB of a stream's window and the 64 KiB that gRPC buffers.
std::string Text(int i) { return absl::StrCat(i, " ", std::string(4096, 'x')); }

class ChatStalledReader : public ::testing::Test {
 protected:
  uint64_t ReadersTerminated() {
    rpc::CallContext context(kTimeout);
    chat::v1::GetStatisticsResponse statistics;
    const auto stub = chat::v1::AdminService::NewStub(channel_);
    EXPECT_THAT(stub->GetStatistics(&context, {}, &statistics), IsOk());
    return statistics.slow_readers_cut();
  }

  void SendAll(RoomClient& client) {
    for (int i = 1; i <= kMessages; ++i) {
      ASSERT_THAT(client.Send({.text = Text(i)}).status, IsOk());
    }
  }

  // Expects the events after `sequence`, up to `last`.
  static void ExpectTheRest(RoomReader& reader, uint64_t sequence, int last = kMessages) {
    for (uint64_t i = sequence + 1; i <= static_cast<uint64_t>(last); ++i) {
      const auto event = reader.Next();
      ASSERT_TRUE(event.has_value());
      ASSERT_EQ(event->sequence(), i);
      ASSERT_EQ(event->message().text(), Text(static_cast<int>(i)));
    }
  }

  // Keeps enough for a reader that resumes late; the stall time spares readers that wait for a
  // core.
  RunningServer server_{{"chat_server", "--stall-time=5", "--send-rate=0", "--keep-messages=100000",
                         "--keep-bytes=500000000"}};
  const std::shared_ptr<grpc::Channel> channel_ = DialOwnConnection(server_);
  RoomClient client_{channel_};
};

TEST_F(ChatStalledReader, IsTerminatedAloneAndResumesWithoutLoss) {
  chat::v1::JoinRequest request;
  request.set_room("kitchen");
  StalledReader stalled(server_.port(), request);

  std::vector<std::unique_ptr<RoomReader>> readers;
  RoomClient others(DialOwnConnection(server_));
  for (int i = 0; i < kOthers; ++i) readers.push_back(others.Enter({}, kPatienceForAll));
  std::vector<std::thread> threads;
  for (const auto& reader : readers) {
    threads.emplace_back([&reader] { ExpectTheRest(*reader, 0); });
  }
  SendAll(client_);
  for (std::thread& thread : threads) thread.join();

  // The status overtakes the bytes that wait for the window.
  ASSERT_TRUE(stalled.WaitForEnd());
  EXPECT_EQ(stalled.status(), static_cast<int>(grpc::StatusCode::RESOURCE_EXHAUSTED));
  EXPECT_EQ(ReadersTerminated(), 1);
  std::cout << stalled.events().size() << " events and " << stalled.bytes()
            << " bytes before the end, RST_STREAM " << stalled.reset() << "\n";

  // It received the beginning, without a hole.
  ASSERT_LT(stalled.events().size(), kMessages);
  EXPECT_EQ(stalled.events().size(), stalled.position().sequence());
  const auto resumed = client_.Enter({.after = stalled.position()});
  ExpectTheRest(*resumed, stalled.position().sequence());
}

// A gRPC client that does not read one stream while its connection carries others. How much it
// buffers nevertheless varies: its window grows.
TEST_F(ChatStalledReader, CanBeAnOrdinaryClientThatDoesNotRead) {
  const auto reader = client_.Join({});
  constexpr int kSent = 10'000;  // 40 MiB: ten times what the window has grown to
  for (int i = 1; i <= kSent; ++i) ASSERT_THAT(client_.Send({.text = Text(i)}).status, IsOk());
  EXPECT_TRUE(Eventually([this] { return ReadersTerminated() == 1; }));
  uint64_t last = 0;
  while (const auto event = reader->Next()) {
    if (event->sequence() != 0) {
      EXPECT_EQ(event->sequence(), ++last);
    }
  }
  EXPECT_THAT(reader->Finish(), StatusIs(absl::StatusCode::kResourceExhausted));
  std::cout << last << " events of " << kSent << " before the status\n";
  const auto resumed = client_.Enter({.after = reader->position()});
  ExpectTheRest(*resumed, last, kSent);
}

}  // namespace
}  // namespace workbook::tests
