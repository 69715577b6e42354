// The suites of the tutorials' chats, against the target. Each contract is a service of its own.
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "conformance/runner/target.h"
#include "conformance/suites/chat.h"

namespace workbook::conformance::runner {
namespace {

using suites::ChatContract;
using suites::ChatNoteContract;
using suites::ChatProtoContract;
using suites::ChatStreamContract;
using suites::LateReaderContract;

// A user waits for the verdict, and a healthy chat takes milliseconds.
constexpr std::chrono::seconds kJudgeTimeout{5};

// The target with the judged contract; nothing when another service is judged.
std::vector<suites::ContractSubject> JudgedContract() {
  static const auto* names = new std::map<std::string, std::string>{
      {"chat-proto", "chat_proto"}, {"chat", "chat"}, {"note", "note"}};
  const auto name = names->find(TheTarget().service);
  if (name == names->end()) return {};
  std::vector<suites::ContractSubject> subjects =
      suites::ContractsNamed({name->second}, suites::EachContractOf({Judged()}));
  for (suites::ContractSubject& subject : subjects) subject.timeout = kJudgeTimeout;
  return subjects;
}

INSTANTIATE_TEST_SUITE_P(, ChatContract, ::testing::ValuesIn(JudgedContract()),
                         suites::ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(, LateReaderContract, ::testing::ValuesIn(JudgedContract()),
                         suites::ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatProtoContract, ::testing::ValuesIn(JudgedContract()),
                         suites::ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatStreamContract, ::testing::ValuesIn(JudgedContract()),
                         suites::ContractSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatNoteContract, ::testing::ValuesIn(JudgedContract()),
                         suites::ContractSubjectName);

}  // namespace
}  // namespace workbook::conformance::runner
