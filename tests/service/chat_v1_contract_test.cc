// The chat server with its default limits against the suite of workbook.chat.v1.
#include <memory>

#include "chat/server/chat_server.h"
#include "conformance/suites/room.h"

namespace workbook::tests {
namespace {

using conformance::InProcess;
using conformance::OverLoopback;
using conformance::SubjectName;
using conformance::suites::ChatV1Contract;

std::unique_ptr<rpc::Servable> MakeChat() {
  return std::make_unique<chat::server::ChatServer>(chat::core::Limits());
}

INSTANTIATE_TEST_SUITE_P(, ChatV1Contract,
                         ::testing::Values(InProcess("InProcess", MakeChat),
                                           OverLoopback("OverLoopback", MakeChat)),
                         SubjectName);

}  // namespace
}  // namespace workbook::tests
