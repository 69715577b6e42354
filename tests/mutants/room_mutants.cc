// Join. Each class has the name of the behaviour that it breaks.
#include "tests/mutants/room_mutants.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <utility>

#include "base/mutex.h"
#include "tests/mutants/busy_loop.h"

namespace workbook::tests {
namespace {

using chat::v1::Gap;
using chat::v1::Welcome;

namespace breaks {

// ---- Refusals ----

class RefusesReadersOfARoomWithoutAValidName final : public CorrectRooms {
  grpc::Status Check(const JoinRequest& request) override {
    return CheckBytes("participant", request.participant(), 0, 256);
  }
};

class RefusesAReaderWhoseNameIsTooLong final : public CorrectRooms {
  grpc::Status Check(const JoinRequest& request) override {
    return CheckBytes("room", request.room(), 1, 64);
  }
};

// Recorded: this one accepts such a position.
class AnswersAPositionInTheFuture final : public CorrectRooms {
  grpc::Status CheckPosition(const Room&, const JoinRequest&) override { return grpc::Status::OK; }
};

// ---- The Welcome ----

class BeginsEveryStreamWithAWelcome final : public CorrectRooms {
  void Enter(const JoinRequest& request, Reader& reader, JoinResponse& first) override
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    CorrectRooms::Enter(request, reader, first);
    first.mutable_events(0)->set_sequence(Newest(*reader.room));
  }
};

class TellsTheNewestNumberInTheWelcome final : public CorrectRooms {
  Welcome WelcomeOf(const Reader& reader) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    Welcome welcome = CorrectRooms::WelcomeOf(reader);
    welcome.set_sequence(static_cast<uint64_t>(std::ranges::count_if(
        reader.room->log, [](const Event& event) { return event.has_message(); })));
    return welcome;
  }
};

class WelcomesWithWhoIsHereInOrderOfNames final : public CorrectRooms {
  Welcome WelcomeOf(const Reader& reader) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    Welcome welcome = CorrectRooms::WelcomeOf(reader);
    std::reverse(welcome.mutable_participants()->begin(), welcome.mutable_participants()->end());
    return welcome;
  }
};

class CountsReadersInTheWelcome final : public CorrectRooms {
  Welcome WelcomeOf(const Reader& reader) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    Welcome welcome = CorrectRooms::WelcomeOf(reader);
    welcome.set_reader_count(static_cast<uint32_t>(std::ranges::count_if(
        reader.room->readers, [](const Reader* one) { return !one->name.empty(); })));
    return welcome;
  }
};

class WelcomesAtOnceInASilentRoom final : public CorrectRooms {
  grpc::Status Join(grpc::ServerContext* context, const JoinRequest* request,
                    grpc::ServerWriter<JoinResponse>* writer) override {
    if (request->has_last_messages()) WaitForAnEvent(*context, request->room());
    return CorrectRooms::Join(context, request, writer);
  }

  void WaitForAnEvent(const grpc::ServerContext& context, const std::string& room) {
    const base::MutexLock lock(mutex_);
    const Reader first{.room = &Open(room)};
    while (!stopped_ && !context.IsCancelled() && first.room->log.empty()) Wait(first);
  }
};

// Sends the metadata, and registers the reader a moment later.
class OwesAReaderEverythingAfterTheInitialMetadata final : public CorrectRooms {
  grpc::Status Join(grpc::ServerContext* context, const JoinRequest* request,
                    grpc::ServerWriter<JoinResponse>* writer) override {
    writer->SendInitialMetadata();
    WaitForAnEvent(request->room());
    return CorrectRooms::Join(context, request, writer);
  }

  void WaitForAnEvent(const std::string& name) {
    const base::MutexLock lock(mutex_);
    const Room& room = Open(name);
    const auto has_grown = [&room, size = room.log.size()] { return room.log.size() > size; };
    mutex_.AwaitWithTimeout(absl::Condition(&has_grown), absl::Milliseconds(50));
  }
};

// ---- Who joins and leaves ----

class TellsWhoComes final : public CorrectRooms {
  bool AnnouncesJoin(const Reader&, bool) override { return false; }
};

class TellsWhoGoes final : public CorrectRooms {
  bool AnnouncesLeave(const Reader&, bool) override { return false; }
};

class TellsOnceOfANameThatComesTwice final : public CorrectRooms {
  bool AnnouncesJoin(const Reader& reader, bool) override { return !reader.name.empty(); }
};

class KeepsANameUntilItsLastStreamEnds final : public CorrectRooms {
  bool AnnouncesLeave(const Reader&, bool) override { return true; }
};

// The other readers receive a joined event without a name. It has no number, for numbers belong to
// other behaviours.
class DoesNotTellOfReadersWithoutAName final : public CorrectRooms {
  void Enter(const JoinRequest& request, Reader& reader, JoinResponse& first) override
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    CorrectRooms::Enter(request, reader, first);
    if (!reader.name.empty()) return;
    Event joined;
    joined.mutable_joined();
    for (Reader* other : reader.room->readers) {
      if (other != &reader) other->held.push_back(joined);
    }
  }
  void Deliver(Reader& reader, const Event& event, JoinResponse& response) override {
    for (Event& joined : std::exchange(reader.held, {})) {
      *response.add_events() = std::move(joined);
    }
    CorrectRooms::Deliver(reader, event, response);
  }
};

class ForgetsReadersWhoCancel final : public CorrectRooms {
  void Leave(Reader& reader) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    CorrectRooms::Leave(reader);
    ++left_[reader.room];
  }
  Welcome WelcomeOf(const Reader& reader) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    Welcome welcome = CorrectRooms::WelcomeOf(reader);
    welcome.set_reader_count(welcome.reader_count() + left_[reader.room]);
    return welcome;
  }

  std::map<const Room*, uint32_t> left_ ABSL_GUARDED_BY(mutex_);  // readers
};

// Recorded: this one sends a reader its own joined event.
class TellsReadersOfThemselves final : public CorrectRooms {
  size_t FirstNew(size_t before, size_t) override { return before; }
};

// ---- Where a reader begins ----

class TellsAGapWhenTheEpochIsAnother final : public CorrectRooms {
  size_t Begin(const JoinRequest& request, const Reader& reader, JoinResponse& first) override {
    const size_t begin = CorrectRooms::Begin(request, reader, first);
    if (first.events().rbegin()->has_gap()) first.mutable_events()->RemoveLast();
    return begin;
  }
};

class GoesOnAfterAGapWithWhatThereIs final : public CorrectRooms {
  size_t Begin(const JoinRequest& request, const Reader& reader, JoinResponse& first) override {
    const size_t begin = CorrectRooms::Begin(request, reader, first);
    return first.events().rbegin()->has_gap() ? reader.joined : begin;
  }
};

class TellsNoGapWhenNothingWasMissed final : public CorrectRooms {
  size_t Begin(const JoinRequest& request, const Reader& reader, JoinResponse& first) override {
    const Room& room = *reader.room;
    const uint64_t last = request.after().sequence();
    if (request.after().epoch() == room.epoch && last == Newest(room)) {
      AddGap(Gap::REASON_NOT_RETAINED, last, first);
    }
    return CorrectRooms::Begin(request, reader, first);
  }
};

class ResumesWithoutALossOrARepetition final : public CorrectRooms {
  size_t Begin(const JoinRequest& request, const Reader& reader, JoinResponse& first) override {
    const size_t begin = CorrectRooms::Begin(request, reader, first);
    return request.has_after() && begin > 0 ? begin - 1 : begin;
  }
};

// A mutant that asks for another number of last messages than its client does.
class ChangesLastMessages : public CorrectRooms {
 protected:
  virtual uint32_t Changed(uint32_t last_messages) = 0;

 private:
  size_t Begin(const JoinRequest& request, const Reader& reader, JoinResponse& first) final {
    JoinRequest changed = request;
    if (request.has_last_messages()) changed.set_last_messages(Changed(request.last_messages()));
    return CorrectRooms::Begin(changed, reader, first);
  }
};

class BeginsWithTheLastMessages final : public ChangesLastMessages {
  uint32_t Changed(uint32_t last_messages) override {
    return last_messages > 1 ? last_messages + 1 : last_messages;
  }
};

// As in a server that counts with an int32.
class GivesAllThereIsWhenAskedForMore final : public ChangesLastMessages {
  uint32_t Changed(uint32_t last_messages) override {
    return static_cast<uint32_t>(std::max(0, static_cast<int32_t>(last_messages)));
  }
};

class BeginsWithNewEventsUnlessTold final : public ChangesLastMessages {
  uint32_t Changed(uint32_t last_messages) override {
    return last_messages == 0 ? 100 : last_messages;
  }
};

class CountsMessagesAloneAmongTheLast final : public CorrectRooms {
  bool CountsAmongTheLast(const Event&) override { return true; }
};

// Recorded: this one resumes messages alone.
class ResumesJoinedAndLeftEvents final : public CorrectRooms {
  bool Delivers(const Reader& reader, const Event& event) override {
    return reader.next >= reader.joined || event.has_message();
  }
};

// ---- What a reader gets ----

class TellsEachOfThirtyTwoReadersEverything final : public CorrectRooms {
  bool Delivers(const Reader& reader, const Event& event) override {
    return reader.place != 32 || event.sequence() % 5 != 0;
  }
};

// The fourth reader receives dee's messages a little later than the others do.
class TellsAllReadersTheSameOrder final : public CorrectRooms {
  void Deliver(Reader& reader, const Event& event, JoinResponse& response) override {
    if (reader.place == 4 && event.message().sender() == "dee") {
      reader.held.push_back(event);
      return;
    }
    CorrectRooms::Deliver(reader, event, response);
    for (Event& late : std::exchange(reader.held, {})) *response.add_events() = std::move(late);
  }
};

class KeepsAResponseToAbout64KiB final : public CorrectRooms {
  size_t MaxResponseBytes() override { return SendLimits::kUnlimited; }
};

// ---- CPU time ----

class CostsNothingWhileReadersAreIdle final : public CorrectRooms {
  void Wait(const Reader& reader) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    // The suite measures 4 readers. A busy loop for each of 32 would make other behaviours time
    // out.
    if (reader.room->readers.size() > 4) return CorrectRooms::Wait(reader);
    base::Unlock(mutex_);
    RunBusyLoop(std::chrono::milliseconds(1));
    base::Lock(mutex_);
  }
};

// One of the readers that have left runs a busy loop while all rooms are empty. A loop for each of
// them would overload the machine, and other behaviours would time out.
class CostsNothingWhenReadersHaveLeft final : public CorrectRooms {
  void AfterLeave() override {
    if (has_loop_.exchange(true)) return;
    while (IsSoonEmpty()) RunBusyLoop(std::chrono::milliseconds(1));
    has_loop_ = false;
  }

  // Waits a moment for the readers that leave at the same time.
  bool IsSoonEmpty() {
    const base::MutexLock lock(mutex_);
    const auto is_empty = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return readers_ == 0; };
    const bool became_empty =
        mutex_.AwaitWithTimeout(absl::Condition(&is_empty), absl::Milliseconds(200));
    return became_empty && !stopped_;
  }

  std::atomic<bool> has_loop_ = false;
};

}  // namespace breaks
}  // namespace

const MutantTable& JoinMutants() {
  static const auto* mutants = new MutantTable{
      {"RefusesReadersOfARoomWithoutAValidName",
       Make<breaks::RefusesReadersOfARoomWithoutAValidName>},
      {"RefusesAReaderWhoseNameIsTooLong", Make<breaks::RefusesAReaderWhoseNameIsTooLong>},
      {"AnswersAPositionInTheFuture", Make<breaks::AnswersAPositionInTheFuture>},
      {"BeginsEveryStreamWithAWelcome", Make<breaks::BeginsEveryStreamWithAWelcome>},
      {"TellsTheNewestNumberInTheWelcome", Make<breaks::TellsTheNewestNumberInTheWelcome>},
      {"WelcomesWithWhoIsHereInOrderOfNames", Make<breaks::WelcomesWithWhoIsHereInOrderOfNames>},
      {"CountsReadersInTheWelcome", Make<breaks::CountsReadersInTheWelcome>},
      {"WelcomesAtOnceInASilentRoom", Make<breaks::WelcomesAtOnceInASilentRoom>},
      {"OwesAReaderEverythingAfterTheInitialMetadata",
       Make<breaks::OwesAReaderEverythingAfterTheInitialMetadata>},
      {"TellsWhoComes", Make<breaks::TellsWhoComes>},
      {"TellsWhoGoes", Make<breaks::TellsWhoGoes>},
      {"TellsOnceOfANameThatComesTwice", Make<breaks::TellsOnceOfANameThatComesTwice>},
      {"KeepsANameUntilItsLastStreamEnds", Make<breaks::KeepsANameUntilItsLastStreamEnds>},
      {"DoesNotTellOfReadersWithoutAName", Make<breaks::DoesNotTellOfReadersWithoutAName>},
      {"ForgetsReadersWhoCancel", Make<breaks::ForgetsReadersWhoCancel>},
      {"TellsReadersOfThemselves", Make<breaks::TellsReadersOfThemselves>},
      {"TellsAGapWhenTheEpochIsAnother", Make<breaks::TellsAGapWhenTheEpochIsAnother>},
      {"GoesOnAfterAGapWithWhatThereIs", Make<breaks::GoesOnAfterAGapWithWhatThereIs>},
      {"TellsNoGapWhenNothingWasMissed", Make<breaks::TellsNoGapWhenNothingWasMissed>},
      {"ResumesWithoutALossOrARepetition", Make<breaks::ResumesWithoutALossOrARepetition>},
      {"BeginsWithTheLastMessages", Make<breaks::BeginsWithTheLastMessages>},
      {"GivesAllThereIsWhenAskedForMore", Make<breaks::GivesAllThereIsWhenAskedForMore>},
      {"BeginsWithNewEventsUnlessTold", Make<breaks::BeginsWithNewEventsUnlessTold>},
      {"CountsMessagesAloneAmongTheLast", Make<breaks::CountsMessagesAloneAmongTheLast>},
      {"ResumesJoinedAndLeftEvents", Make<breaks::ResumesJoinedAndLeftEvents>},
      {"TellsEachOfThirtyTwoReadersEverything",
       Make<breaks::TellsEachOfThirtyTwoReadersEverything>},
      {"TellsAllReadersTheSameOrder", Make<breaks::TellsAllReadersTheSameOrder>},
      {"KeepsAResponseToAbout64KiB", Make<breaks::KeepsAResponseToAbout64KiB>},
      {"CostsNothingWhileReadersAreIdle", Make<breaks::CostsNothingWhileReadersAreIdle>},
      {"CostsNothingWhenReadersHaveLeft", Make<breaks::CostsNothingWhenReadersHaveLeft>},
  };
  return *mutants;
}

}  // namespace workbook::tests
