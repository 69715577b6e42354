#include "conformance/suites/background_reader.h"

#include <optional>
#include <random>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "base/mutex.h"
#include "rpc/status.h"

namespace workbook::conformance::suites {
namespace {

constexpr size_t kMostKeptBytes = 16 * 1024 * 1024;
// What a message costs besides its text.
constexpr size_t kOverheadBytes = 64;

absl::Duration Until(std::chrono::steady_clock::time_point deadline) {
  return absl::FromChrono(deadline - std::chrono::steady_clock::now());
}

}  // namespace

MessageTag::MessageTag()
    : nonce_(absl::StrCat(absl::Hex(std::random_device()(), absl::kZeroPad8))) {}

std::string MessageTag::Probe(int number) const { return absl::StrCat(nonce_, "? ", number); }

bool MessageTag::Strip(std::string& text) const {
  absl::string_view rest = text;
  if (!absl::ConsumePrefix(&rest, nonce_ + ": ")) return false;
  text = std::string(rest);
  return true;
}

int MessageTag::ProbeNumber(const std::string& text) const {
  absl::string_view rest = text;
  int number = -1;
  if (!absl::ConsumePrefix(&rest, nonce_ + "? ") || !absl::SimpleAtoi(rest, &number)) return -1;
  return number;
}

BackgroundReader::BackgroundReader(std::unique_ptr<ChatReader> reader, MessageTag tag,
                                   std::chrono::milliseconds timeout)
    : reader_(std::move(reader)),
      tag_(std::move(tag)),
      timeout_(timeout),
      thread_([this] { Run(); }) {}

BackgroundReader::~BackgroundReader() { Cancel(); }

void BackgroundReader::Run() {
  reader_->WaitForMetadata();
  {
    const base::MutexLock lock(mutex_);
    metadata_ = true;
  }
  while (MayRead()) {
    const std::optional<ChatMessage> message = reader_->Next();
    if (!message.has_value()) break;
    Keep(*message);
  }
  const std::string end = rpc::Describe(rpc::FromGrpcStatus(reader_->Finish()));
  const base::MutexLock lock(mutex_);
  if (end_.empty()) end_ = end;
}

bool BackgroundReader::MayRead() {
  const auto goes_on = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !stalled_ || cancelled_;
  };
  const base::MutexLock lock(mutex_);
  mutex_.Await(absl::Condition(&goes_on));
  return end_.empty();
}

void BackgroundReader::Keep(const ChatMessage& message) {
  const base::MutexLock lock(mutex_);
  ChatMessage kept = message;
  if (const int probe = tag_.ProbeNumber(kept.text); probe >= 0) {
    newest_probe_ = probe;
    probe_sender_ = kept.sender;
  } else if (tag_.Strip(kept.text) || (kept.text.empty() && newest_probe_ >= 0)) {
    messages_.push_back(ToString(kept));
    kept_bytes_ += messages_.back().size() + kOverheadBytes;
    if (kept_bytes_ > kMostKeptBytes) {  // a server that does not stop
      end_ = "more than 16 MiB received";
      reader_->Cancel();
    }
  }
}

bool BackgroundReader::WaitForMetadata(std::chrono::steady_clock::time_point deadline) {
  const base::MutexLock lock(mutex_);
  return mutex_.AwaitWithTimeout(absl::Condition(&metadata_), Until(deadline));
}

bool BackgroundReader::WaitForProbe(int first, std::chrono::steady_clock::time_point deadline) {
  const auto arrived_or_ended = [this, first]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return newest_probe_ >= first || !end_.empty();
  };
  const base::MutexLock lock(mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&arrived_or_ended), Until(deadline));
  return newest_probe_ >= first;
}

std::string BackgroundReader::probe_sender() const {
  const base::MutexLock lock(mutex_);
  return probe_sender_;
}

bool BackgroundReader::ended() const {
  const base::MutexLock lock(mutex_);
  return !end_.empty();
}

std::string BackgroundReader::Next() {
  const auto arrived_or_ended = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !messages_.empty() || !end_.empty();
  };
  const base::MutexLock lock(mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&arrived_or_ended), absl::FromChrono(timeout_));
  if (!messages_.empty()) {
    std::string message = std::move(messages_.front());
    messages_.pop_front();
    kept_bytes_ -= message.size() + kOverheadBytes;
    return message;
  }
  if (!end_.empty()) return "the end: " + end_;
  return "nothing for " + absl::FormatDuration(absl::FromChrono(timeout_));
}

bool BackgroundReader::HasNext() const {
  const base::MutexLock lock(mutex_);
  return !messages_.empty();
}

void BackgroundReader::Stall() {
  const base::MutexLock lock(mutex_);
  stalled_ = true;
}

void BackgroundReader::Cancel() {
  reader_->Cancel();
  const base::MutexLock lock(mutex_);
  cancelled_ = true;
}

}  // namespace workbook::conformance::suites
