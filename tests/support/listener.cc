#include "support/listener.h"

#include <optional>
#include <random>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "rpc/status.h"

namespace workbook::testing {
namespace {

constexpr size_t kMostKeptBytes = 16 * 1024 * 1024;
// What a message costs beside its text.
constexpr size_t kBytesOfALine = 64;

}  // namespace

Mark::Mark() : nonce_(absl::StrCat(absl::Hex(std::random_device()(), absl::kZeroPad8))) {}

std::string Mark::Probe(int number) const { return absl::StrCat(nonce_, "? ", number); }

bool Mark::Strip(std::string& text) const {
  absl::string_view rest = text;
  if (!absl::ConsumePrefix(&rest, nonce_ + ": ")) return false;
  text = std::string(rest);
  return true;
}

int Mark::ProbeNumber(const std::string& text) const {
  absl::string_view rest = text;
  int number = -1;
  if (!absl::ConsumePrefix(&rest, nonce_ + "? ") || !absl::SimpleAtoi(rest, &number)) return -1;
  return number;
}

Listener::Listener(std::unique_ptr<ChatReader> reader, Mark mark,
                   std::chrono::milliseconds patience)
    : reader_(std::move(reader)),
      mark_(std::move(mark)),
      patience_(patience),
      pump_([this] { Pump(); }) {}

Listener::~Listener() {
  Cancel();
  pump_.join();
}

void Listener::Pump() {
  reader_->WaitForMetadata();
  {
    const std::lock_guard lock(mutex_);
    metadata_ = true;
    changed_.notify_all();
  }
  while (MayRead()) {
    const std::optional<Heard> heard = reader_->Next();
    if (!heard.has_value()) break;
    Keep(*heard);
  }
  const std::string end = rpc::Describe(rpc::FromGrpcStatus(reader_->Finish()));
  const std::lock_guard lock(mutex_);
  if (end_.empty()) end_ = end;
  changed_.notify_all();
}

bool Listener::MayRead() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !stalled_ || cancelled_; });
  return end_.empty();
}

void Listener::Keep(const Heard& heard) {
  const std::lock_guard lock(mutex_);
  Heard kept = heard;
  if (const int probe = mark_.ProbeNumber(kept.text); probe >= 0) {
    newest_probe_ = probe;
    probe_sender_ = kept.sender;
  } else if (mark_.Strip(kept.text) || (kept.text.empty() && newest_probe_ >= 0)) {
    lines_.push_back(Line(kept));
    kept_bytes_ += lines_.back().size() + kBytesOfALine;
    if (kept_bytes_ > kMostKeptBytes) {  // a server that does not stop
      end_ = "more than 16 MiB came";
      reader_->Cancel();
    }
  }
  changed_.notify_all();
}

bool Listener::AwaitMetadata(std::chrono::steady_clock::time_point then) {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, then, [this] { return metadata_; });
}

bool Listener::AwaitProbe(int first, std::chrono::steady_clock::time_point then) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, then,
                      [this, first] { return newest_probe_ >= first || !end_.empty(); });
  return newest_probe_ >= first;
}

std::string Listener::probe_sender() const {
  const std::lock_guard lock(mutex_);
  return probe_sender_;
}

bool Listener::ended() const {
  const std::lock_guard lock(mutex_);
  return !end_.empty();
}

std::string Listener::Next() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience_, [this] { return !lines_.empty() || !end_.empty(); });
  if (!lines_.empty()) {
    std::string line = std::move(lines_.front());
    lines_.pop_front();
    kept_bytes_ -= line.size() + kBytesOfALine;
    return line;
  }
  if (!end_.empty()) return "the end: " + end_;
  return "nothing for " + absl::FormatDuration(absl::FromChrono(patience_));
}

bool Listener::HasNext() const {
  const std::lock_guard lock(mutex_);
  return !lines_.empty();
}

void Listener::Stall() {
  const std::lock_guard lock(mutex_);
  stalled_ = true;
}

void Listener::Cancel() {
  reader_->Cancel();
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  changed_.notify_all();
}

}  // namespace workbook::testing
