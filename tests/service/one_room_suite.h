// What a chat server with all three tutorials' contracts guarantees: one room, one order.
// Instantiate ChatRoomContract with the servers to test.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "conformance/subject.h"
#include "conformance/suites/chat_client.h"

namespace workbook::tests {

class ChatRoomContract : public ::testing::TestWithParam<conformance::Subject> {
 protected:
  ChatRoomContract() : endpoint_(GetParam().start()) {
    for (const conformance::suites::ContractKind& kind : conformance::suites::AllContracts())
      clients_.push_back(kind.open(endpoint_->channel()));
  }

  const std::unique_ptr<conformance::Endpoint> endpoint_;
  std::vector<std::unique_ptr<conformance::suites::ChatClient>> clients_;  // as in AllContracts()
};

}  // namespace workbook::tests
