// One of a hundred readers takes nothing any more: the others lose nothing, it is cut, and it can
// come back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <thread>

#include "absl/strings/str_cat.h"
#include "faults/fault_subject.h"
#include "faults/stalled_reader.h"
#include "support/eventually.h"
#include "support/matchers.h"
#include "support/room_door.h"
#include "workbook/chat/v1/admin.grpc.pb.h"

namespace workbook::testing {
namespace {

constexpr int kOthers = 99;
constexpr int kMessages = 200;
constexpr std::chrono::seconds kPatienceForAll{120};

// 200 texts of 4 KiB: more than the 64 KiB of a stream's window and the 64 KiB that gRPC buffers.
std::string Text(int i) { return absl::StrCat(i, " ", std::string(4096, 'x')); }

class ChatStalledReader : public ::testing::Test {
 protected:
  uint64_t ReadersCut() {
    rpc::CallContext context(kPatience);
    chat::v1::GetStatisticsResponse statistics;
    const auto stub = chat::v1::AdminService::NewStub(channel_);
    EXPECT_THAT(stub->GetStatistics(&context, {}, &statistics), IsOk());
    return statistics.slow_readers_cut();
  }

  void SayAll(RoomDoor& door) {
    for (int i = 1; i <= kMessages; ++i) {
      ASSERT_THAT(door.Say({.text = Text(i)}).status, IsOk());
    }
  }

  // The events from the one after `sequence` to `last`.
  static void ExpectTheRest(RoomReader& reader, uint64_t sequence, int last = kMessages) {
    for (uint64_t i = sequence + 1; i <= static_cast<uint64_t>(last); ++i) {
      const auto event = reader.Next();
      ASSERT_TRUE(event.has_value());
      ASSERT_EQ(event->sequence(), i);
      ASSERT_EQ(event->message().text(), Text(static_cast<int>(i)));
    }
  }

  // Keeps enough for whoever comes back late; and whoever only waits for a core is not cut.
  RunningServer server_{{"chat_server", "--stall-time=5", "--send-rate=0", "--keep-messages=100000",
                         "--keep-bytes=500000000"}};
  const std::shared_ptr<grpc::Channel> channel_ = DialAnew(server_);
  RoomDoor door_{channel_};
};

TEST_F(ChatStalledReader, IsCutAloneAndResumesWithoutLoss) {
  chat::v1::JoinRequest request;
  request.set_room("kitchen");
  StalledReader stalled(server_.port(), request);

  std::vector<std::unique_ptr<RoomReader>> readers;
  RoomDoor others(DialAnew(server_));
  for (int i = 0; i < kOthers; ++i) readers.push_back(others.Enter({}, kPatienceForAll));
  std::vector<std::thread> threads;
  for (const auto& reader : readers) {
    threads.emplace_back([&reader] { ExpectTheRest(*reader, 0); });
  }
  SayAll(door_);
  for (std::thread& thread : threads) thread.join();

  // Its status comes past the bytes that wait for the window.
  ASSERT_TRUE(stalled.AwaitEnd());
  EXPECT_EQ(stalled.status(), static_cast<int>(grpc::StatusCode::RESOURCE_EXHAUSTED));
  EXPECT_EQ(ReadersCut(), 1);
  std::cout << stalled.events().size() << " events and " << stalled.bytes()
            << " bytes before the end, RST_STREAM " << stalled.reset() << "\n";

  // What it had is the beginning, without a hole.
  ASSERT_LT(stalled.events().size(), kMessages);
  EXPECT_EQ(stalled.events().size(), stalled.position().sequence());
  const auto resumed = door_.Enter({.after = stalled.position()});
  ExpectTheRest(*resumed, stalled.position().sequence());
}

// A gRPC client that does not ask for its stream's messages while it reads others of the same
// connection. How much it takes all the same is its own business: its window grows.
TEST_F(ChatStalledReader, CanBeAnOrdinaryClientThatDoesNotRead) {
  const auto reader = door_.Join({});
  constexpr int kSaid = 10'000;  // 40 MiB: ten times what the window has grown to
  for (int i = 1; i <= kSaid; ++i) ASSERT_THAT(door_.Say({.text = Text(i)}).status, IsOk());
  EXPECT_TRUE(Eventually([this] { return ReadersCut() == 1; }));
  uint64_t last = 0;
  while (const auto event = reader->Next()) {
    if (event->sequence() != 0) {
      EXPECT_EQ(event->sequence(), ++last);
    }
  }
  EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kResourceExhausted));
  std::cout << last << " events of " << kSaid << " before the status\n";
  const auto resumed = door_.Enter({.after = reader->position()});
  ExpectTheRest(*resumed, last, kSaid);
}

}  // namespace
}  // namespace workbook::testing
