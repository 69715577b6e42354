#include "conformance/suites/chat.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "conformance/matchers.h"

namespace workbook::conformance::suites {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

// A server that sends initial metadata when it has registered a reader does so at once.
constexpr auto kPrompt = 200ms;
// A reader that is not registered yet misses a probe: the test sends another.
constexpr auto kUntilTheNextProbe = 100ms;

constexpr char kReceived[] = "received";

}  // namespace

std::vector<ContractSubject> EachContractOf(const std::vector<Subject>& subjects) {
  std::vector<ContractSubject> all;
  for (const Subject& subject : subjects) {
    for (const ContractKind& kind : AllContracts()) {
      all.push_back({.subject = subject, .kind = kind});
    }
  }
  return all;
}

std::vector<ContractSubject> ContractsNamed(const std::vector<std::string>& names,
                                            const std::vector<ContractSubject>& subjects) {
  std::vector<ContractSubject> named;
  std::ranges::copy_if(subjects, std::back_inserter(named), [&](const ContractSubject& subject) {
    return std::ranges::find(names, subject.kind.name) != names.end();
  });
  return named;
}

std::string ContractSubjectName(const ::testing::TestParamInfo<ContractSubject>& info) {
  return absl::StrCat(info.param.subject.name, "_", info.param.kind.name);
}

ChatContract::ChatContract()
    : endpoint_(GetParam().subject.start()),
      client_(GetParam().kind.open(endpoint_->channel())),
      readers_client_(GetParam().kind.open(endpoint_->AnotherChannel())) {}

std::string ChatContract::Name(const std::string& sender) const {
  if (sender.empty()) return "";
  return token_name_.empty() ? tag_.Name(sender) : token_name_;
}

SendResult ChatContract::Send(const std::string& text, const std::string& sender) {
  return client_->Send(Name(sender), Text(text));
}

std::string ChatContract::Message(const std::string& text, const std::string& sender) const {
  return ToString(ChatMessage{Name(sender), text});
}

std::unique_ptr<BackgroundReader> ChatContract::Open(ChatClient& client) {
  return std::make_unique<BackgroundReader>(client.Open(kTimeout), tag_, GetParam().timeout);
}

std::unique_ptr<BackgroundReader> ChatContract::ReadyReader() {
  std::vector<std::unique_ptr<BackgroundReader>> readers = ReadyReaders(1);
  return readers.empty() ? nullptr : std::move(readers.front());
}

std::vector<std::unique_ptr<BackgroundReader>> ChatContract::ReadyReaders(size_t count) {
  std::vector<std::unique_ptr<BackgroundReader>> readers;
  std::vector<BackgroundReader*> all;
  for (size_t i = 0; i < count; ++i) {
    readers.push_back(Open());
    all.push_back(readers.back().get());
  }
  if (!WaitUntilReady(all)) readers.clear();
  return readers;
}

// Initial metadata is only a hint: some servers send theirs with the first message, others before
// they have registered the reader. A reader that receives a probe is registered.
bool ChatContract::WaitUntilReady(const std::vector<BackgroundReader*>& readers) {
  const auto give_up = steady_clock::now() + GetParam().timeout;
  const auto prompt = steady_clock::now() + kPrompt;
  for (BackgroundReader* reader : readers) reader->WaitForMetadata(prompt);
  const int first = next_probe_;
  std::string outcome;
  while (outcome != kReceived && steady_clock::now() < give_up) {
    const SendResult sent = client_->Send(Name("probe"), tag_.Probe(next_probe_++));
    const auto again = steady_clock::now() + kUntilTheNextProbe;
    const auto is_ready = [&](BackgroundReader* reader) {
      return reader->WaitForProbe(first, again);
    };
    const auto ready = std::ranges::count_if(readers, is_ready);
    if (ready == std::ssize(readers)) {
      outcome = kReceived;
      continue;
    }
    outcome = absl::StrCat("not received by ", std::ssize(readers) - ready, " of ", readers.size(),
                           " readers; the sender got ",
                           sent.status.ok() ? "OK" : ::testing::PrintToString(sent.status));
    const auto ended = std::ranges::find_if(
        readers, [&](BackgroundReader* reader) { return reader->ended() && !is_ready(reader); });
    if (ended == readers.end()) continue;
    absl::StrAppend(&outcome, "; the reader got ", (*ended)->Next());
    break;
  }
  EXPECT_THAT(outcome, kReceived) << "a message, while readers are there";
  if (outcome == kReceived && GetParam().subject.token_names_the_sender) {
    token_name_ = readers.front()->probe_sender();
  }
  return outcome == kReceived;
}

}  // namespace workbook::conformance::suites
