#include "contract/chat_door_contract.h"

#include <gmock/gmock.h>

#include <optional>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr size_t kMaxTextBytes = 16 * 1024;

TEST_P(ChatDoorContract, TellsAReaderWhatIsSaid) {
  const auto reader = door_->Read();
  EXPECT_THAT(door_->Say("ann", "hello").status, IsOk());
  EXPECT_EQ(reader->Next(), (Heard{"ann", "hello"}));
}

TEST_P(ChatDoorContract, AcceptsWhatIsSaidToAnEmptyRoom) {
  EXPECT_TRUE(door_->Say("ann", "is anybody here?").accepted);
}

// The tutorial's server shares one cursor: five readers of 200 messages got 31 to 35 of them each.
TEST_P(ChatDoorContract, TellsEveryReaderEverythingInOrder) {
  std::vector<std::unique_ptr<ChatReader>> readers;
  for (int i = 0; i < 32; ++i) readers.push_back(door_->Read());
  std::vector<Heard> said;
  for (int i = 0; i < 200; ++i) {
    said.push_back({"ann", absl::StrCat("message ", i)});
    ASSERT_TRUE(door_->Say(said.back().sender, said.back().text).accepted);
  }
  for (const auto& reader : readers) EXPECT_EQ(reader->NextMessages(said.size()), said);
}

TEST_P(ChatDoorContract, ReplaysHistoryOnlyWhereTheContractSaysSo) {
  door_->Say("ann", "before");
  const auto reader = door_->Read();
  door_->Say("ann", "after");
  if (GetParam().door.replays_history) {
    EXPECT_EQ(reader->Next(), (Heard{"ann", "before"}));
  }
  EXPECT_EQ(reader->Next(), (Heard{"ann", "after"}));
}

TEST_P(ChatDoorContract, DoesNotTellWhatWasSaidWithoutAName) {
  const auto reader = door_->Read();
  const Said said = door_->Say("", "who am I?");
  EXPECT_FALSE(said.accepted);
  // chat_proto has a field to say so; the others have only the status.
  if (GetParam().door.name == "chat_proto") {
    EXPECT_THAT(said.status, IsOk());
  } else {
    EXPECT_THAT(said.status, HasCode(absl::StatusCode::kInvalidArgument));
  }
  door_->Say("ann", "next");
  EXPECT_EQ(reader->Next(), (Heard{"ann", "next"}));
}

TEST_P(ChatDoorContract, TakesTextUpToItsLimit) {
  const auto reader = door_->Read();
  const std::string longest(kMaxTextBytes, 'x');
  EXPECT_TRUE(door_->Say("ann", longest).accepted);
  EXPECT_THAT(door_->Say("ann", longest + "x").status, HasCode(absl::StatusCode::kInvalidArgument));
  door_->Say("ann", "next");
  EXPECT_THAT(reader->NextMessages(2), ElementsAre(Heard{"ann", longest}, Heard{"ann", "next"}));
}

TEST_P(ChatDoorContract, RefusesTextThatIsNoUtf8AndGoesOn) {
  const auto reader = door_->Read();
  EXPECT_THAT(door_->Say("ann", "\xC3\x28").status, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(door_->Say("a\xFFnn", "text").status, HasCode(absl::StatusCode::kInvalidArgument));
  EXPECT_TRUE(door_->Say("ann", "next").accepted);
  EXPECT_EQ(reader->Next(), (Heard{"ann", "next"}));
}

TEST_P(ChatDoorContract, PassesOnEveryTextByteForByte) {
  const std::vector<std::string> texts = {
      "",
      "e\xCC\x81\xCC\xA7",                             // combining marks
      "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",              // right to left
      "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80",  // emoji, joined
      std::string("a\0b", 3),
      "line\nline\x1B[31m",
  };
  const auto reader = door_->Read();
  for (const std::string& text : texts) {
    ASSERT_TRUE(door_->Say("ann", text).accepted);
    EXPECT_EQ(reader->Next(), (Heard{"ann", text}));
  }
}

TEST_P(ChatDoorContract, EndsAReaderThatCancels) {
  const auto reader = door_->Read();
  reader->Cancel();
  EXPECT_THAT(reader->Finish(), HasCode(absl::StatusCode::kCancelled));
}

TEST_P(ChatDoorContract, GoesOnWhenAReaderHasGone) {
  const auto stays = door_->Read();
  for (int i = 0; i < 20; ++i) {
    const auto leaves = door_->Read();
    leaves->Cancel();
    const std::string text = absl::StrCat("message ", i);
    ASSERT_TRUE(door_->Say("ann", text).accepted);
    EXPECT_EQ(stays->Next(), (Heard{"ann", text}));
  }
}

TEST_P(ChatDoorContract, LetsNobodyWaitForAReaderThatDoesNotRead) {
  const auto stalled = door_->Read();
  const auto reader = door_->Read();
  const std::string text(4096, 'x');
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(door_->Say("ann", text).accepted);
    ASSERT_EQ(reader->Next(), (Heard{"ann", text}));
  }
}

}  // namespace

std::vector<DoorSubject> EachDoorOf(const std::vector<Subject>& subjects) {
  std::vector<DoorSubject> all;
  for (const Subject& subject : subjects) {
    for (const DoorKind& door : AllDoorKinds()) all.push_back({subject, door});
  }
  return all;
}

std::string DoorSubjectName(const ::testing::TestParamInfo<DoorSubject>& info) {
  return absl::StrCat(info.param.subject.name, "_", info.param.door.name);
}

}  // namespace workbook::testing
