// Who reads: from the Welcome to the end.
#include <algorithm>
#include <chrono>
#include <numeric>

#include "judge/faulty_room.h"

namespace workbook::testing {

using chat::v1::Gap;
using chat::v1::JoinRequest;
using chat::v1::JoinResponse;
using chat::v1::Welcome;

namespace {

constexpr size_t kMaxBatchBytes = 64 * 1024;

// How long one who registers readers late takes over it, when nothing happens meanwhile.
constexpr std::chrono::milliseconds kLate{50};

// Much longer than the judge measures.
constexpr std::chrono::seconds kLongestBurn{15};

}  // namespace

grpc::Status FaultyRoom::Join(grpc::ServerContext* context, const JoinRequest* request,
                              grpc::ServerWriter<JoinResponse>* writer) {
  const bool takes_any_room = Breaks("RefusesReadersOfARoomWithoutAValidName");
  const bool takes_any_name = Breaks("RefusesAReaderWhoseNameIsTooLong");
  grpc::Status status = CheckBytes("room", request->room(), 1, 64);
  if (status.ok() || takes_any_room) {
    status = CheckBytes("participant", request->participant(), 0, takes_any_name ? 1'000 : 256);
  }
  if (!status.ok()) return status;

  std::unique_lock lock(mutex_);
  ++joins_;
  Room& room = Open(request->room());
  const auto has_news = [&room](size_t from) { return room.log.size() > from; };
  while (Breaks("WelcomesAtOnceWhereNothingWasSaid") && request->has_last_messages() &&
         !has_news(0) && !context->IsCancelled()) {
    changed_.wait_for(lock, kLook);
  }
  if (Breaks("OwesAReaderEverythingAfterTheInitialMetadata")) {
    lock.unlock();
    writer->SendInitialMetadata();
    lock.lock();
    changed_.wait_for(lock, kLate, [&, size = room.log.size()] { return has_news(size); });
  }

  Reader reader;
  reader.name = request->participant();
  JoinResponse response;
  status = Enter(room, *request, reader, response);
  if (!status.ok()) return status;
  lock.unlock();
  while (writer->Write(response)) {  // the first one sends the metadata
    response.Clear();
    lock.lock();
    const auto look = WaitsBusily(room) ? std::chrono::milliseconds(0) : kLook;
    while (!has_news(reader.next) && !context->IsCancelled()) changed_.wait_for(lock, look);
    Take(room, reader, response);
    lock.unlock();
    if (context->IsCancelled()) break;
  }
  lock.lock();
  Leave(room, reader);
  const bool was_goodbye = !room.log.empty() && room.log.back().message().text() == "goodbye";
  if (Breaks("CostsNothingWhenReadersHaveLeft") && was_goodbye) BurnUntilSomebodyJoins(lock);
  return grpc::Status::CANCELLED;
}

// As a loop that does not see that its reader has left.
void FaultyRoom::BurnUntilSomebodyJoins(std::unique_lock<std::mutex>& lock) {
  const auto give_up = std::chrono::steady_clock::now() + kLongestBurn;
  for (const int joins = joins_; joins_ == joins && std::chrono::steady_clock::now() < give_up;) {
    lock.unlock();
    lock.lock();
  }
}

grpc::Status FaultyRoom::Enter(Room& room, const JoinRequest& request, Reader& reader,
                               JoinResponse& first) {
  const bool is_ahead =
      request.after().epoch() == room.epoch && request.after().sequence() > Newest(room);
  if (is_ahead && !Breaks("AnswersAPositionInTheFuture")) {
    return {grpc::StatusCode::INVALID_ARGUMENT, "the position is in the future"};
  }
  const size_t before = room.log.size();
  room.readers.insert(&reader);
  reader.place = ++room.reader_count;
  Arrive(room, reader);
  reader.news = Breaks("TellsReadersOfThemselves") ? before : room.log.size();
  Event& event = *first.add_events();
  *event.mutable_welcome() = WelcomeTo(room, reader.news);
  if (Breaks("BeginsEveryStreamWithAWelcome")) event.set_sequence(Newest(room));
  reader.next = Begin(room, request, reader.news, first);
  return grpc::Status::OK;
}

// Not in a crowd, where it would slow everything down.
bool FaultyRoom::WaitsBusily(const Room& room) const {
  return Breaks("CostsNothingWhileReadersAreIdle") && room.log.empty() && room.reader_count <= 4;
}

// ---- Who is here ----

void FaultyRoom::Arrive(Room& room, const Reader& reader) {
  const bool is_seen = !reader.name.empty();
  const bool is_first = is_seen && ++room.streams[reader.name] == 1;
  if (is_first) room.in_order.push_back(reader.name);
  // Only among the unseen: the number in the others' Welcome would be off as well.
  const bool tells_of_the_unseen = Breaks("DoesNotTellOfReadersWithoutAName") && !is_seen &&
                                   room.streams.empty() && room.reader_count > 1;
  const bool tells_again = Breaks("TellsOnceOfANameThatComesTwice") && is_seen;
  if (!is_first && !tells_of_the_unseen && !tells_again) return;
  Event event;
  event.mutable_joined()->set_name(reader.name);
  if (!Breaks("TellsWhoComes")) Append(room, std::move(event));
}

void FaultyRoom::Leave(Room& room, const Reader& reader) {
  room.readers.erase(&reader);
  if (!Breaks("ForgetsReadersWhoCancel")) --room.reader_count;
  changed_.notify_all();
  if (reader.name.empty()) return;
  const bool is_last = --room.streams[reader.name] == 0;
  if (is_last) {
    room.streams.erase(reader.name);
    std::erase(room.in_order, reader.name);
  }
  if (!is_last && !Breaks("KeepsANameUntilItsLastStreamEnds")) return;
  Event event;
  event.mutable_left()->set_name(reader.name);
  if (!Breaks("TellsWhoGoes")) Append(room, std::move(event));
}

Welcome FaultyRoom::WelcomeTo(const Room& room, size_t news) const {
  Welcome welcome;
  welcome.set_epoch(room.epoch);
  const auto end = room.log.begin() + static_cast<ptrdiff_t>(news);
  const auto messages =
      std::count_if(room.log.begin(), end, [](const Event& event) { return event.has_message(); });
  welcome.set_sequence(news == 0 ? 0 : room.log[news - 1].sequence());
  if (Breaks("TellsTheNewestNumberInTheWelcome")) welcome.set_sequence(messages);
  std::vector<std::string> names = room.in_order;
  if (!Breaks("WelcomesWithWhoIsHereInOrderOfNames")) std::sort(names.begin(), names.end());
  for (const std::string& name : names) welcome.add_participants()->set_name(name);
  welcome.set_participant_count(names.size());
  const int seen = std::accumulate(room.streams.begin(), room.streams.end(), 0,
                                   [](int sum, const auto& one) { return sum + one.second; });
  welcome.set_reader_count(Breaks("CountsReadersInTheWelcome") ? seen : room.reader_count);
  return welcome;
}

// ---- What a reader gets ----

size_t FaultyRoom::Begin(const Room& room, const JoinRequest& request, size_t news,
                         JoinResponse& first) const {
  const auto tell_gap = [&first](Gap::Reason reason, uint64_t sequence) {
    Gap& gap = *first.add_events()->mutable_gap();
    gap.set_reason(reason);
    gap.set_first_sequence(sequence);
    gap.set_last_sequence(sequence);
  };
  if (!request.has_after()) {
    const uint32_t asked_for = request.last_messages();
    size_t count = asked_for;
    if (Breaks("BeginsWithTheLastMessages") && asked_for > 1) ++count;
    if (Breaks("GivesAllThereIsWhenAskedForMore")) count = std::max(0, static_cast<int>(asked_for));
    if (Breaks("BeginsWithNewsUnlessTold") && request.has_last_messages() && asked_for == 0) {
      count = 100;
    }
    return LastMessages(room, count, news, Breaks("CountsMessagesAloneAmongTheLast"));
  }
  if (request.after().epoch() != room.epoch) {
    if (!Breaks("TellsAGapWhenTheEpochIsAnother")) tell_gap(Gap::REASON_OTHER_EPOCH, 0);
    return Breaks("GoesOnAfterAGapWithWhatThereIs") ? news : 0;
  }
  const uint64_t last = request.after().sequence();
  if (Breaks("TellsNoGapWhenNothingWasMissed") && last == Newest(room)) {
    tell_gap(Gap::REASON_NOT_RETAINED, last);
  }
  const uint64_t next = Breaks("ResumesWithoutALossOrARepetition") ? last : last + 1;
  const auto begin = std::find_if(room.log.begin(), room.log.end(),
                                  [next](const Event& event) { return event.sequence() >= next; });
  return static_cast<size_t>(begin - room.log.begin());
}

size_t FaultyRoom::LastMessages(const Room& room, size_t count, size_t news, bool of_any_kind) {
  size_t begin = news;
  size_t at = news;
  for (; at > 0 && count > 0; --at) {
    if (!of_any_kind && !room.log[at - 1].has_message()) continue;
    begin = at - 1;
    --count;
  }
  return begin;
}

void FaultyRoom::Take(const Room& room, Reader& reader, JoinResponse& response) const {
  size_t bytes = 0;
  for (; reader.next < room.log.size(); ++reader.next) {
    const Event& event = room.log[reader.next];
    const bool is_history = reader.next < reader.news;
    if (Breaks("ResumesWhoCameAndWent") && is_history && !event.has_message()) continue;
    const bool is_last_in = reader.place == 32 && event.sequence() % 5 == 0;
    if (Breaks("TellsEachOfThirtyTwoReadersEverything") && is_last_in) continue;
    const bool is_dees = reader.place == 4 && event.message().sender() == "dee";
    if (Breaks("TellsAllReadersTheSameOrder") && is_dees) {  // the fourth hears her a little later
      reader.held.push_back(event);
      continue;
    }
    bytes += event.ByteSizeLong();
    const bool is_full = bytes > kMaxBatchBytes && response.events_size() > 0;
    if (is_full && !Breaks("KeepsAResponseToAbout64KiB")) return;
    *response.add_events() = event;
    for (Event& held : reader.held) *response.add_events() = std::move(held);
    reader.held.clear();
  }
}

}  // namespace workbook::testing
