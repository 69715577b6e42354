// A thousand people in one room, each on a connection of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>

#include "faults/chat_raw_doors.h"
#include "faults/fault_subject.h"
#include "faults/thousand_connections.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

TEST(ChatCrowd, OfAThousandReadersHearsWithinTenSeconds) {
  AllowAThousandConnections();
  RunningServer server({"chat_server"});
  const auto start = std::chrono::steady_clock::now();
  // Whoever comes late hears it from the history: no barrier is needed.
  ThousandConnections readers(server.port(), "/grpc.ChatServer/ChatStream", "");
  ASSERT_THAT(SayRaw(DialAnew(server), AllRawDoors().front(), "ann", "hello, all"), IsOk());
  EXPECT_EQ(readers.CountServedBy(start + std::chrono::seconds(10)), ThousandConnections::kCount);
  std::cout << (std::chrono::steady_clock::now() - start) / std::chrono::milliseconds(1) << " ms\n";
}

}  // namespace
}  // namespace workbook::testing
