// workbook.chat.v1, held by the chat server with the limits that it has by default.
#include "contract/chat_v1_contract.h"

#include <memory>

#include "chat/all_doors.h"

namespace workbook::testing {
namespace {

std::unique_ptr<rpc::Servable> MakeChat() {
  return std::make_unique<chat::AllDoors>(chat::Limits());
}

INSTANTIATE_TEST_SUITE_P(, ChatV1Contract,
                         ::testing::Values(InProcess("InProcess", MakeChat),
                                           OverLoopback("OverLoopback", MakeChat)),
                         SubjectName);

}  // namespace
}  // namespace workbook::testing
