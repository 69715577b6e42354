// Send and GetHistory. Each class has the name of the behaviour that it breaks.
#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "base/mutex.h"
#include "tests/mutants/room_mutants.h"

namespace workbook::tests {
namespace {

using chat::v1::Message;

namespace breaks {

// ---- Refusals ----

class RefusesASendToARoomWithoutAValidName final : public CorrectRooms {
 public:
  RefusesASendToARoomWithoutAValidName()
      : CorrectRooms({.min_room = 0, .max_room = SendLimits::kUnlimited}) {}
};

class RefusesASenderWithoutAValidName final : public CorrectRooms {
 public:
  RefusesASenderWithoutAValidName()
      : CorrectRooms({.min_sender = 0, .max_sender = SendLimits::kUnlimited}) {}
};

class TakesAnEmptyText final : public CorrectRooms {
 public:
  TakesAnEmptyText() : CorrectRooms({.min_text = 1}) {}
};

class TakesWhatIsJustWithinTheLimits final : public CorrectRooms {
 public:
  TakesWhatIsJustWithinTheLimits() : CorrectRooms({.max_text = SendLimits().max_text - 1}) {}
};

class RefusesATextThatIsTooLong final : public CorrectRooms {
 public:
  RefusesATextThatIsTooLong() : CorrectRooms({.max_text = SendLimits::kUnlimited}) {}
};

class RefusesAMessageIdThatIsTooLong final : public CorrectRooms {
 public:
  RefusesAMessageIdThatIsTooLong() : CorrectRooms({.max_message_id = SendLimits::kUnlimited}) {}
};

// gRPC's own handler refuses a message that does not parse, so this one's handler takes its bytes.
class RefusesWhatIsNoUtf8 final
    : public chat::v1::ChatService::WithRawCallbackMethod_Send<CorrectRooms> {
  grpc::ServerUnaryReactor* Send(grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* bytes, grpc::ByteBuffer* reply) override {
    grpc::ByteBuffer copy = *bytes;
    SendRequest request;
    SendResponse response;
    grpc::Status status;
    if (grpc::SerializationTraits<SendRequest>::Deserialize(&copy, &request).ok()) {
      status = CorrectRooms::Send(nullptr, &request, &response);
    }
    bool owned = false;
    grpc::SerializationTraits<SendResponse>::Serialize(response, reply, &owned);
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(status);
    return reactor;
  }
};

class TellsNobodyWhatItRefused final : public CorrectRooms {
  grpc::Status Send(grpc::ServerContext* context, const SendRequest* request,
                    SendResponse* response) override {
    const grpc::Status status = CorrectRooms::Send(context, request, response);
    if (request->text().size() <= limits_.max_text) return status;
    const base::MutexLock lock(mutex_);
    Publish(*request);
    return status;
  }
};

// Recorded: this one asks a sender to pause after each 99 messages.
class TakesManyMessagesOfOneSender final : public CorrectRooms {
  grpc::Status Send(grpc::ServerContext* context, const SendRequest* request,
                    SendResponse* response) override {
    if (!IsPause(request->sender())) return CorrectRooms::Send(context, request, response);
    context->AddTrailingMetadata("grpc-retry-pushback-ms", "10");
    return {grpc::StatusCode::RESOURCE_EXHAUSTED, "a pause, please"};
  }

  bool IsPause(const std::string& sender) {
    const base::MutexLock lock(mutex_);
    return ++count_[sender] % 100 == 0;
  }

  std::map<std::string, size_t> count_ ABSL_GUARDED_BY(mutex_);  // of messages, by sender
};

// ---- Rooms ----

class MakesTheRoomThatIsSentTo final : public CorrectRooms {
  grpc::Status Send(grpc::ServerContext* context, const SendRequest* request,
                    SendResponse* response) override {
    const bool is_valid = CheckSend(*request).ok();
    if (is_valid && !IsRoom(request->room())) {
      return {grpc::StatusCode::NOT_FOUND, "there is no such room"};
    }
    return CorrectRooms::Send(context, request, response);
  }

  bool IsRoom(const std::string& room) {
    const base::MutexLock lock(mutex_);
    return Exists(room);
  }
};

class KeepsRoomsApart final : public CorrectRooms {
  std::string Key(const std::string& room) override { return absl::AsciiStrToLower(room); }
};

class NumbersEventsOneByOneFromOneOn final : public CorrectRooms {
  uint64_t NextSequence(const Room& room) override {
    return CorrectRooms::NextSequence(room) + (room.log.size() == 10 ? 1 : 0);
  }
};

class GivesEachEventItsTime final : public CorrectRooms {
  int64_t Timestamp(int64_t unix_milliseconds) override { return unix_milliseconds; }
};

class TellsTheSenderOfAMessage final : public CorrectRooms {
  Message MessageOf(const Room& room, const SendRequest& request) override {
    Message message = CorrectRooms::MessageOf(room, request);
    const auto first =
        std::ranges::find_if(room.log, [](const Event& event) { return event.has_message(); });
    if (first != room.log.end()) message.set_sender(first->message().sender());
    return message;
  }
};

class PassesOnEveryTextByteForByte final : public CorrectRooms {
  Message MessageOf(const Room& room, const SendRequest& request) override {
    Message message = CorrectRooms::MessageOf(room, request);
    message.set_text(std::string(request.text().c_str()));  // up to a NUL
    return message;
  }
};

// ---- Acknowledgements ----

// A mutant that changes the response to each Send that succeeds.
class ChangesResponse : public CorrectRooms {
 protected:
  virtual void Change(SendResponse& response) = 0;

 private:
  grpc::Status Send(grpc::ServerContext* context, const SendRequest* request,
                    SendResponse* response) final {
    const grpc::Status status = CorrectRooms::Send(context, request, response);
    if (status.ok()) Change(*response);
    return status;
  }
};

class AcknowledgesWithTheNumberThatReadersSee final : public ChangesResponse {
  void Change(SendResponse& response) override { response.set_sequence(response.sequence() - 1); }
};

class AcknowledgesWithTheRoomsEpoch final : public ChangesResponse {
  void Change(SendResponse& response) override { response.clear_epoch(); }
};

class AcknowledgesARepetitionWithItsFirstNumber final : public ChangesResponse {
  void Change(SendResponse& response) override {
    if (response.duplicate()) response.set_sequence(response.sequence() + 1);
  }
};

class ReportsThatARepetitionIsOne final : public ChangesResponse {
  void Change(SendResponse& response) override { response.set_duplicate(false); }
};

// ---- Repetitions ----

class DeliversARepetitionOnce final : public CorrectRooms {
  grpc::Status Send(grpc::ServerContext* context, const SendRequest* request,
                    SendResponse* response) override {
    const grpc::Status status = CorrectRooms::Send(context, request, response);
    if (!response->duplicate()) return status;
    const base::MutexLock lock(mutex_);
    Publish(*request);
    return status;
  }
};

class DeliversTheSameTextAgainWithoutAnId final : public CorrectRooms {
  std::string IdOf(const SendRequest& request) override {
    return request.text() == "again" ? request.text() : CorrectRooms::IdOf(request);
  }
};

class TellsTheIdsOfTwoSendersApart final : public CorrectRooms {
  std::string IdOf(const SendRequest& request) override { return request.message_id(); }
};

// Recorded: this one counts it over all rooms.
class CountsAnIdInEachRoom final : public CorrectRooms {
  std::map<std::string, uint64_t>& SentIds(Room&) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return sent_;
  }

  std::map<std::string, uint64_t> sent_ ABSL_GUARDED_BY(mutex_);
};

// ---- Slow readers ----

// Waits until no reader of the room is more than 32 events behind.
class WaitsForNoReaderThatDoesNotRead final : public CorrectRooms {
  grpc::Status Send(grpc::ServerContext* context, const SendRequest* request,
                    SendResponse* response) override {
    const grpc::Status status = CorrectRooms::Send(context, request, response);
    if (!status.ok()) return status;
    const base::MutexLock lock(mutex_);
    const Room& room = Open(request->room());
    const auto nobody_is_behind = [&room] {
      return std::ranges::none_of(room.readers, [&room](const Reader* reader) {
        return reader->next + 32 < room.log.size();
      });
    };
    mutex_.AwaitWithTimeout(absl::Condition(&nobody_is_behind), absl::Seconds(15));
    return status;
  }
};

// ---- GetHistory ----

class HasNoHistoryOfARoomWithoutAValidName final : public CorrectRooms {
  grpc::Status GetHistory(grpc::ServerContext* context, const GetHistoryRequest* request,
                          GetHistoryResponse* response) override {
    const grpc::Status status = CorrectRooms::GetHistory(context, request, response);
    if (status.error_code() != grpc::StatusCode::INVALID_ARGUMENT) return status;
    return {grpc::StatusCode::NOT_FOUND, "there is no such room"};
  }
};

class HasNoHistoryOfARoomThatIsNot final : public CorrectRooms {
  grpc::Status GetHistory(grpc::ServerContext* context, const GetHistoryRequest* request,
                          GetHistoryResponse* response) override {
    const grpc::Status status = CorrectRooms::GetHistory(context, request, response);
    return status.error_code() == grpc::StatusCode::NOT_FOUND ? grpc::Status::OK : status;
  }
};

// Recorded: this one refuses it.
class AnswersWhoAsksForAllHistory final : public CorrectRooms {
  grpc::Status GetHistory(grpc::ServerContext* context, const GetHistoryRequest* request,
                          GetHistoryResponse* response) override {
    if (request->max_messages() > 1'000) return {grpc::StatusCode::INVALID_ARGUMENT, "too many"};
    return CorrectRooms::GetHistory(context, request, response);
  }
};

// Recorded: this one has no history without a reader.
class KeepsTheHistoryOfAnEmptyRoom final : public CorrectRooms {
  grpc::Status GetHistory(grpc::ServerContext* context, const GetHistoryRequest* request,
                          GetHistoryResponse* response) override {
    const grpc::Status status = CorrectRooms::GetHistory(context, request, response);
    const base::MutexLock lock(mutex_);
    if (status.ok() && Open(request->room()).readers.empty()) response->Clear();
    return status;
  }
};

// A mutant that changes each request.
class ChangesHistoryRequest : public CorrectRooms {
 protected:
  virtual void Change(GetHistoryRequest& request) = 0;

 private:
  grpc::Status GetHistory(grpc::ServerContext* context, const GetHistoryRequest* request,
                          GetHistoryResponse* response) final {
    GetHistoryRequest changed = *request;
    Change(changed);
    return CorrectRooms::GetHistory(context, &changed, response);
  }
};

class HandsOutAHundredMessagesUnlessTold final : public ChangesHistoryRequest {
  void Change(GetHistoryRequest& request) override {
    if (request.max_messages() == 0) request.set_max_messages(1'000);
  }
};

class HandsOutWhatIsBeforeANumber final : public ChangesHistoryRequest {
  void Change(GetHistoryRequest& request) override {
    const uint64_t before = request.before_sequence();
    if (before != 0) request.set_before_sequence(before + 1);
  }
};

// A mutant that changes each response.
class ChangesHistory : public CorrectRooms {
 protected:
  virtual void Change(GetHistoryResponse& response) = 0;

 private:
  grpc::Status GetHistory(grpc::ServerContext* context, const GetHistoryRequest* request,
                          GetHistoryResponse* response) final {
    const grpc::Status status = CorrectRooms::GetHistory(context, request, response);
    Change(*response);
    return status;
  }
};

class HandsOutTheNewestMessagesInOrder final : public ChangesHistory {
  void Change(GetHistoryResponse& response) override {
    std::reverse(response.mutable_events()->begin(), response.mutable_events()->end());
  }
};

class HandsOutTheEpochOfHistory final : public ChangesHistory {
  void Change(GetHistoryResponse& response) override { response.clear_epoch(); }
};

class ReportsWhetherThereIsMoreHistory final : public ChangesHistory {
  void Change(GetHistoryResponse& response) override { response.set_more(false); }
};

class HandsOutMessagesAlone final : public CorrectRooms {
  bool IsHistory(const Event&) override { return true; }
};

class HandsOutAMebibyteAtMost final : public CorrectRooms {
  size_t MaxHistoryBytes() override { return SendLimits::kUnlimited; }
};

}  // namespace breaks
}  // namespace

const MutantTable& SendMutants() {
  static const auto* mutants = new MutantTable{
      {"RefusesASendToARoomWithoutAValidName", Make<breaks::RefusesASendToARoomWithoutAValidName>},
      {"RefusesASenderWithoutAValidName", Make<breaks::RefusesASenderWithoutAValidName>},
      {"TakesAnEmptyText", Make<breaks::TakesAnEmptyText>},
      {"TakesWhatIsJustWithinTheLimits", Make<breaks::TakesWhatIsJustWithinTheLimits>},
      {"RefusesATextThatIsTooLong", Make<breaks::RefusesATextThatIsTooLong>},
      {"RefusesAMessageIdThatIsTooLong", Make<breaks::RefusesAMessageIdThatIsTooLong>},
      {"RefusesWhatIsNoUtf8", Make<breaks::RefusesWhatIsNoUtf8>},
      {"TellsNobodyWhatItRefused", Make<breaks::TellsNobodyWhatItRefused>},
      {"TakesManyMessagesOfOneSender", Make<breaks::TakesManyMessagesOfOneSender>},
      {"MakesTheRoomThatIsSentTo", Make<breaks::MakesTheRoomThatIsSentTo>},
      {"KeepsRoomsApart", Make<breaks::KeepsRoomsApart>},
      {"NumbersEventsOneByOneFromOneOn", Make<breaks::NumbersEventsOneByOneFromOneOn>},
      {"GivesEachEventItsTime", Make<breaks::GivesEachEventItsTime>},
      {"TellsTheSenderOfAMessage", Make<breaks::TellsTheSenderOfAMessage>},
      {"PassesOnEveryTextByteForByte", Make<breaks::PassesOnEveryTextByteForByte>},
      {"AcknowledgesWithTheNumberThatReadersSee",
       Make<breaks::AcknowledgesWithTheNumberThatReadersSee>},
      {"AcknowledgesWithTheRoomsEpoch", Make<breaks::AcknowledgesWithTheRoomsEpoch>},
      {"AcknowledgesARepetitionWithItsFirstNumber",
       Make<breaks::AcknowledgesARepetitionWithItsFirstNumber>},
      {"ReportsThatARepetitionIsOne", Make<breaks::ReportsThatARepetitionIsOne>},
      {"DeliversARepetitionOnce", Make<breaks::DeliversARepetitionOnce>},
      {"DeliversTheSameTextAgainWithoutAnId", Make<breaks::DeliversTheSameTextAgainWithoutAnId>},
      {"TellsTheIdsOfTwoSendersApart", Make<breaks::TellsTheIdsOfTwoSendersApart>},
      {"CountsAnIdInEachRoom", Make<breaks::CountsAnIdInEachRoom>},
      {"WaitsForNoReaderThatDoesNotRead", Make<breaks::WaitsForNoReaderThatDoesNotRead>},
      {"HasNoHistoryOfARoomWithoutAValidName", Make<breaks::HasNoHistoryOfARoomWithoutAValidName>},
      {"HasNoHistoryOfARoomThatIsNot", Make<breaks::HasNoHistoryOfARoomThatIsNot>},
      {"AnswersWhoAsksForAllHistory", Make<breaks::AnswersWhoAsksForAllHistory>},
      {"KeepsTheHistoryOfAnEmptyRoom", Make<breaks::KeepsTheHistoryOfAnEmptyRoom>},
      {"HandsOutAHundredMessagesUnlessTold", Make<breaks::HandsOutAHundredMessagesUnlessTold>},
      {"HandsOutWhatIsBeforeANumber", Make<breaks::HandsOutWhatIsBeforeANumber>},
      {"HandsOutTheNewestMessagesInOrder", Make<breaks::HandsOutTheNewestMessagesInOrder>},
      {"HandsOutTheEpochOfHistory", Make<breaks::HandsOutTheEpochOfHistory>},
      {"ReportsWhetherThereIsMoreHistory", Make<breaks::ReportsWhetherThereIsMoreHistory>},
      {"HandsOutMessagesAlone", Make<breaks::HandsOutMessagesAlone>},
      {"HandsOutAMebibyteAtMost", Make<breaks::HandsOutAMebibyteAtMost>},
  };
  return *mutants;
}

}  // namespace workbook::tests
