// Each behaviour of the tutorials' chats can fail, and fails alone; the judge records either way.
#include "tests/mutants/chat_mutants.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "conformance/suites/chat.h"
#include "tests/mutants/correct_chat.h"
#include "tests/mutants/mutant_cases.h"

namespace workbook::tests {
namespace {

using conformance::suites::ChatContract;
using conformance::suites::ChatNoteContract;
using conformance::suites::ChatProtoContract;
using conformance::suites::ChatStreamContract;
using conformance::suites::LateReaderContract;

// Here for their names.
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(LateReaderContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatProtoContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatStreamContract);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ChatNoteContract);

const JudgedService kChatProto{"chat-proto", {}, Make<CorrectChat>, ChatProtoMutants()};
const JudgedService kChat{"chat", {}, Make<CorrectChat>, ChatStreamMutants()};
const JudgedService kNote{"note", {}, Make<CorrectChat>, NoteMutants()};

INSTANTIATE_TEST_SUITE_P(ChatProto, FaultyServer, ::testing::ValuesIn(EachMutantOf(kChatProto)),
                         MutantName);
INSTANTIATE_TEST_SUITE_P(Chat, FaultyServer, ::testing::ValuesIn(EachMutantOf(kChat)), MutantName);
INSTANTIATE_TEST_SUITE_P(Note, FaultyServer, ::testing::ValuesIn(EachMutantOf(kNote)), MutantName);

// What the judge records for the correct server, and for the mutant.
struct EitherWay {
  const JudgedService* service;
  std::string behaviour;
  std::string usual;
  std::string other;
};

class RecordedChat : public ::testing::TestWithParam<EitherWay> {};

EitherWay EmptyText(const JudgedService& service) {
  return {&service, "DoesAsItLikesWithAnEmptyText", "delivered",
          "refused: INVALID_ARGUMENT: the text is empty"};
}
EitherWay LateReader(const JudgedService& service) {
  return {&service, "TellsALateReaderWhatItLikes", "only new messages", "the whole history"};
}

INSTANTIATE_TEST_SUITE_P(, RecordedChat,
                         ::testing::Values(EmptyText(kChatProto), EmptyText(kChat),
                                           EmptyText(kNote), LateReader(kChatProto),
                                           LateReader(kChat)),
                         [](const auto& recorded) {
                           return absl::StrReplaceAll(recorded.param.service->name, {{"-", "_"}}) +
                                  "_" + recorded.param.behaviour;
                         });

TEST_P(RecordedChat, IsSeenBothWays) {
  const auto& [service, behaviour, usual, other] = GetParam();
  EXPECT_EQ(Recorded(*service, behaviour, service->correct), usual);
  EXPECT_EQ(Recorded(*service, behaviour, service->mutants.at(behaviour)), other);
}

}  // namespace
}  // namespace workbook::tests
