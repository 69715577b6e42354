#include "judge/faulty_lobby.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace workbook::testing {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

// The synchronous API does not tell a waiting thread that its caller has left: it has to look.
constexpr auto kLook = 10ms;
constexpr size_t kHistory = 1000;
constexpr int kFewReaders = 30;
// As many as wait idly in the suite: a crowd that loops would slow everything down.
constexpr int kIdleReaders = 4;
// Somebody else is just speaking: how long that may take on a busy machine.
constexpr auto kNextWord = 1s;

// The suite's words begin with a mark and ": ".
bool IsNumber(const std::string& text) {
  const size_t mark = text.find(": ");
  return mark != text.npos && mark + 2 < text.size() &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(mark) + 2, text.end(),
                     absl::ascii_isdigit);
}

bool IsCounted(const FaultyLobby::Word& word) { return absl::StrContains(word.text, " of "); }

void Burn(std::chrono::milliseconds time) {
  const auto end = steady_clock::now() + time;
  while (steady_clock::now() < end) {
  }
}

}  // namespace

grpc::Status FaultyLobby::Say(Word word) {
  if (word.sender.empty()) {
    const bool vague = Breaks("RefusesAnEmptyUser") || Breaks("RefusesAnEmptyName");
    return {vague ? grpc::StatusCode::UNKNOWN : grpc::StatusCode::INVALID_ARGUMENT,
            "the name is empty"};
  }
  if (word.text.empty() && Breaks("DoesAsItLikesWithAnEmptyText")) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "the text is empty"};
  }
  if (Breaks("AcceptsWhatIsSaidToNobody") && absl::EndsWith(word.text, "is anybody here?")) {
    return {grpc::StatusCode::FAILED_PRECONDITION, "nobody is here"};
  }
  if (Breaks("TellsAReaderWhatIsSaid") && absl::EndsWith(word.text, "hello, ann")) {
    word.sender = "somebody";
  }
  if (Breaks("PassesOnTextByteForByte")) word.text = word.text.c_str();  // up to a NUL
  Tell(std::move(word));
  return grpc::Status::OK;
}

void FaultyLobby::Tell(Word word) {
  const std::lock_guard lock(mutex_);
  log_.push_back(std::move(word));
  changed_.notify_all();
}

size_t FaultyLobby::FirstFor(bool with_history) {
  if (!with_history && !Breaks("TellsALateReaderWhatItLikes")) return log_.size();
  if (Breaks("TellsEachWhoComesTheHistory")) return std::exchange(replayed_, log_.size());
  const size_t kept = Breaks("TellsTheHistoryFirst") ? 5 : kHistory;
  return log_.size() - std::min(log_.size(), kept);
}

grpc::Status FaultyLobby::Read(grpc::ServerContext& context, bool with_history, const Line& line) {
  std::unique_lock lock(mutex_);
  if (Breaks("ServesManyReadersAtOnce") && readers_ >= kFewReaders) {
    return {grpc::StatusCode::RESOURCE_EXHAUSTED, "too many readers"};
  }
  ++readers_;
  Reader reader{.id = next_id_++, .next = FirstFor(with_history), .peer = context.peer()};
  if (Breaks("SendsMetadataToAReaderThatIsThere")) {
    AwaitNewsSince(lock, log_.size(), context);
  } else {
    lock.unlock();
    line.announce();
    lock.lock();
  }
  while (!stopped_ && !context.IsCancelled()) {
    if (reader.next == log_.size()) {
      WaitForNews(lock, reader);
      continue;
    }
    const Word word = Take(lock, reader);
    if (Misses(reader, word)) continue;
    lock.unlock();
    const bool written = Write(line, word);
    lock.lock();
    if (!written) break;
    reader.last = word.text;
  }
  --readers_;
  if (Breaks("CostsNothingWhenReadersHaveLeft") && absl::EndsWith(reader.last, "goodbye")) {
    BurnUntilSomebodyComes(lock);
  }
  return {grpc::StatusCode::UNAVAILABLE, "the room is closed"};
}

// As a loop that does not see that its reader has left.
void FaultyLobby::BurnUntilSomebodyComes(std::unique_lock<std::mutex>& lock) {
  for (const int next = next_id_; !stopped_ && next_id_ == next;) {
    lock.unlock();
    Burn(kLook);
    lock.lock();
  }
}

// As where a library sends nothing before the first message, and a reader must see news to send
// one.
void FaultyLobby::AwaitNewsSince(std::unique_lock<std::mutex>& lock, size_t size,
                                 const grpc::ServerContext& context) {
  while (!stopped_ && !context.IsCancelled() && log_.size() == size) changed_.wait_for(lock, kLook);
}

void FaultyLobby::WaitForNews(std::unique_lock<std::mutex>& lock, Reader& reader) {
  if (Breaks("CostsNothingWhileReadersAreIdle") && reader.idle && readers_ <= kIdleReaders) {
    lock.unlock();
    Burn(kLook);
    lock.lock();
  } else {
    changed_.wait_for(lock, kLook, [&] { return stopped_ || log_.size() > reader.next; });
  }
  reader.idle = log_.size() == reader.next;
}

FaultyLobby::Word FaultyLobby::Take(std::unique_lock<std::mutex>& lock, Reader& reader) {
  if (reader.owed.has_value()) {
    const size_t owed = *std::exchange(reader.owed, std::nullopt);
    reader.next = owed + 2;
    return log_[owed];
  }
  if (Breaks("TellsAllInOneOrder") && reader.id % 2 == 1 && IsCounted(log_[reader.next])) {
    changed_.wait_for(lock, kNextWord, [&] { return log_.size() > reader.next + 1; });
    if (log_.size() > reader.next + 1 && log_[reader.next].sender != log_[reader.next + 1].sender) {
      reader.owed = reader.next;
      return log_[reader.next + 1];
    }
  }
  return log_[reader.next++];
}

bool FaultyLobby::Misses(Reader& reader, const Word& word) const {
  if (Breaks("TellsASpeakerItsOwnWords")) return word.peer == reader.peer;
  if (Breaks("TellsEveryReaderEverythingInOrder")) {
    return reader.id % 2 == 1 && absl::EndsWith(word.text, "message 15");
  }
  if (Breaks("GoesOnWhenReadersLeave")) return absl::EndsWith(word.text, "still here 5");
  // What is said while it joins, as where the history ends before the registration begins.
  if (Breaks("LeavesNoGapWhenAReaderJoins")) return IsNumber(word.text) && ++reader.numbers == 2;
  return false;
}

bool FaultyLobby::Write(const Line& line, const Word& word) {
  std::unique_lock one_at_a_time(writing_, std::defer_lock);
  if (Breaks("LetsNobodyWaitForAReaderThatDoesNotRead")) one_at_a_time.lock();
  return line.write(word);
}

void FaultyLobby::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace workbook::testing
