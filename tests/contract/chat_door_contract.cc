#include "contract/chat_door_contract.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

// A server that sends initial metadata when it has registered a reader does so at once.
constexpr auto kPrompt = 200ms;
// What is said before a reader is registered is not heard: it is said again.
constexpr auto kUntilTheNextProbe = 100ms;

constexpr char kHeard[] = "heard";

}  // namespace

std::vector<DoorSubject> EachDoorOf(const std::vector<Subject>& subjects) {
  std::vector<DoorSubject> all;
  for (const Subject& subject : subjects) {
    for (const DoorKind& door : AllDoorKinds()) all.push_back({.subject = subject, .door = door});
  }
  return all;
}

std::vector<DoorSubject> DoorsCalled(const std::vector<std::string>& names,
                                     const std::vector<DoorSubject>& doors) {
  std::vector<DoorSubject> called;
  std::copy_if(doors.begin(), doors.end(), std::back_inserter(called), [&](const auto& subject) {
    return std::find(names.begin(), names.end(), subject.door.name) != names.end();
  });
  return called;
}

std::string DoorSubjectName(const ::testing::TestParamInfo<DoorSubject>& info) {
  return absl::StrCat(info.param.subject.name, "_", info.param.door.name);
}

ChatDoorContract::ChatDoorContract()
    : endpoint_(GetParam().subject.start()),
      door_(GetParam().door.open(endpoint_->channel())),
      readers_door_(GetParam().door.open(endpoint_->AnotherChannel())) {}

std::string ChatDoorContract::Name(const std::string& sender) const {
  if (sender.empty()) return "";
  return given_name_.empty() ? mark_.Name(sender) : given_name_;
}

Said ChatDoorContract::Say(const std::string& text, const std::string& sender) {
  return door_->Say(Name(sender), Text(text));
}

std::string ChatDoorContract::Line(const std::string& text, const std::string& sender) const {
  return testing::Line({Name(sender), text});
}

std::unique_ptr<Listener> ChatDoorContract::Open(ChatDoor& door) {
  return std::make_unique<Listener>(door.Open(kPatience), mark_, GetParam().patience);
}

std::unique_ptr<Listener> ChatDoorContract::Listen() {
  std::vector<std::unique_ptr<Listener>> readers = Listen(1);
  return readers.empty() ? nullptr : std::move(readers.front());
}

std::vector<std::unique_ptr<Listener>> ChatDoorContract::Listen(size_t count) {
  std::vector<std::unique_ptr<Listener>> readers;
  std::vector<Listener*> all;
  for (size_t i = 0; i < count; ++i) {
    readers.push_back(Open());
    all.push_back(readers.back().get());
  }
  if (!AwaitHearing(all)) readers.clear();
  return readers;
}

// Initial metadata tells only when to try: some servers send theirs with the first message, and
// some before they have registered the reader. Who has heard a word that was said after it came is
// there.
bool ChatDoorContract::AwaitHearing(const std::vector<Listener*>& readers) {
  const auto give_up = steady_clock::now() + GetParam().patience;
  const auto prompt = steady_clock::now() + kPrompt;
  for (Listener* reader : readers) reader->AwaitMetadata(prompt);
  const int first = next_probe_;
  std::string outcome;
  while (outcome != kHeard && steady_clock::now() < give_up) {
    const Said said = door_->Say(Name("probe"), mark_.Probe(next_probe_++));
    const auto again = steady_clock::now() + kUntilTheNextProbe;
    const auto hears = [&](Listener* reader) { return reader->AwaitProbe(first, again); };
    const auto heard = std::count_if(readers.begin(), readers.end(), hears);
    if (heard == std::ssize(readers)) {
      outcome = kHeard;
      continue;
    }
    outcome = absl::StrCat("not heard by ", std::ssize(readers) - heard, " of ", readers.size(),
                           "; whoever said it got ",
                           said.status.ok() ? "OK" : ::testing::PrintToString(said.status));
    const auto ended = std::find_if(readers.begin(), readers.end(), [&](Listener* reader) {
      return reader->ended() && !hears(reader);
    });
    if (ended == readers.end()) continue;
    absl::StrAppend(&outcome, "; the reader got ", (*ended)->Next());
    break;
  }
  EXPECT_THAT(outcome, kHeard) << "what is said while readers are there";
  if (outcome == kHeard && GetParam().subject.token_names_the_sender) {
    given_name_ = readers.front()->probe_sender();
  }
  return outcome == kHeard;
}

}  // namespace workbook::testing
