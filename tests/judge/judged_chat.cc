// The suites of the tutorials' chats, against the target: a service of the judge's is a door.
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "contract/chat_door_contract.h"
#include "judge/target.h"

namespace workbook::testing {
namespace {

// Somebody waits for the verdict, and a healthy chat takes milliseconds.
constexpr std::chrono::seconds kPatienceOfTheJudge{5};

// The target, behind the door that is judged; nothing when another service is.
std::vector<DoorSubject> Door() {
  static const auto* names = new std::map<std::string, std::string>{
      {"chat-proto", "chat_proto"}, {"chat", "chat"}, {"note", "note"}};
  const auto name = names->find(judge::TheTarget().service);
  if (name == names->end()) return {};
  std::vector<DoorSubject> doors = DoorsCalled({name->second}, EachDoorOf({judge::Judged()}));
  for (DoorSubject& door : doors) {
    door.patience = kPatienceOfTheJudge;
  }
  return doors;
}

INSTANTIATE_TEST_SUITE_P(, ChatDoorContract, ::testing::ValuesIn(Door()), DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(, LateReaderContract, ::testing::ValuesIn(Door()), DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatProtoContract, ::testing::ValuesIn(Door()), DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatStreamContract, ::testing::ValuesIn(Door()), DoorSubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatNoteContract, ::testing::ValuesIn(Door()), DoorSubjectName);

}  // namespace
}  // namespace workbook::testing
