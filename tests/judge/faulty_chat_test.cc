// Each behaviour of the tutorials' chats can fail, and fails alone; what is recorded is seen both
// ways.
#include "judge/faulty_chat.h"

#include <memory>
#include <string>

#include "absl/strings/str_replace.h"
#include "contract/chat_door_contract.h"
#include "judge/faulty_servers.h"
#include "judge/judging.h"

namespace workbook::testing {
namespace {

// Here for their names.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatDoorContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(LateReaderContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatProtoContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatStreamContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatNoteContract);

std::unique_ptr<rpc::Servable> Make(const std::string& broken) {
  return std::make_unique<FaultyChat>(broken);
}

INSTANTIATE_TEST_SUITE_P(ChatProto, FaultyServer,
                         ::testing::ValuesIn(EachFaultOf({"chat-proto", Make, {}, ""})), FaultName);
INSTANTIATE_TEST_SUITE_P(Chat, FaultyServer,
                         ::testing::ValuesIn(EachFaultOf({"chat", Make, {}, ""})), FaultName);
INSTANTIATE_TEST_SUITE_P(Note, FaultyServer,
                         ::testing::ValuesIn(EachFaultOf({"note", Make, {}, ""})), FaultName);

// What the judge sees at a right server, and at one that does as it likes.
struct Recorded {
  std::string service;
  std::string behaviour;
  std::string usual;
  std::string otherwise;
};

class RecordedChat : public ::testing::TestWithParam<Recorded> {
 protected:
  static std::string Seen(const std::string& broken) {
    const std::unique_ptr<rpc::Servable> servable = Make(broken);
    const auto server = rpc::Server::Listen({"127.0.0.1", 0}, *servable);
    if (!server.ok()) return std::string(server.status().message());
    const std::string& behaviour = GetParam().behaviour;
    return RunJudge(GetParam().service, (*server)->address(), {"--filter=" + behaviour})
        .came(behaviour);
  }
};

Recorded EmptyText(const std::string& service) {
  return {service, "DoesAsItLikesWithAnEmptyText", "told",
          "refused: INVALID_ARGUMENT: the text is empty"};
}
Recorded LateReader(const std::string& service) {
  return {service, "TellsALateReaderWhatItLikes", "only what is new", "the whole history"};
}

INSTANTIATE_TEST_SUITE_P(, RecordedChat,
                         ::testing::Values(EmptyText("chat-proto"), EmptyText("chat"),
                                           EmptyText("note"), LateReader("chat-proto"),
                                           LateReader("chat")),
                         [](const auto& recorded) {
                           return absl::StrReplaceAll(recorded.param.service, {{"-", "_"}}) + "_" +
                                  recorded.param.behaviour;
                         });

TEST_P(RecordedChat, IsSeenBothWays) {
  EXPECT_EQ(Seen(""), GetParam().usual);
  EXPECT_EQ(Seen(GetParam().behaviour), GetParam().otherwise);
}

}  // namespace
}  // namespace workbook::testing
