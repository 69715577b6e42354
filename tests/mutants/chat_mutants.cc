// Each class has the name of the behaviour that it breaks.
#include "tests/mutants/chat_mutants.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/synchronization/mutex.h"
#include "base/mutex.h"
#include "tests/mutants/busy_loop.h"
#include "tests/mutants/chat_contracts.h"
#include "tests/mutants/correct_chat.h"

namespace workbook::tests {
namespace {

// The texts of the suites end with what a test sends, after a mark and ": ".
bool IsNumber(const std::string& text) {
  const size_t mark = text.find(": ");
  if (mark == text.npos || mark + 2 == text.size()) return false;
  const std::string sent = text.substr(mark + 2);
  return std::ranges::all_of(sent, absl::ascii_isdigit);
}

template <typename Message>
bool Parse(const grpc::ByteBuffer& bytes, Message& message) {
  grpc::ByteBuffer copy(bytes);
  return grpc::SerializationTraits<Message>::Deserialize(&copy, &message).ok();
}

template <typename Message>
grpc::ByteBuffer Serialize(const Message& message) {
  grpc::ByteBuffer bytes;
  bool owned = false;
  grpc::SerializationTraits<Message>::Serialize(message, &bytes, &owned);
  return bytes;
}

grpc::ServerUnaryReactor* Finish(grpc::CallbackServerContext* context, const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

namespace breaks {

// ---- Sending ----

class AcceptsAMessageWithoutReaders final : public CorrectChat {
  grpc::Status Send(const Message& message) override {
    if (absl::EndsWith(message.text, "is anybody here?")) {
      return {grpc::StatusCode::FAILED_PRECONDITION, "nobody is here"};
    }
    return CorrectChat::Send(message);
  }
};

class DeliversMessagesToAReader final : public CorrectChat {
  grpc::Status Send(const Message& message) override {
    Message sent = message;
    if (absl::EndsWith(message.text, "hello, ann")) sent.sender = "somebody";
    return CorrectChat::Send(sent);
  }
};

class PassesOnTextByteForByte final : public CorrectChat {
  grpc::Status Send(const Message& message) override {
    Message sent = message;
    sent.text = std::string(message.text.c_str());  // up to a NUL
    return CorrectChat::Send(sent);
  }
};

class RefusesAnEmptySender final : public CorrectChat {
  grpc::Status NoSender() override { return {grpc::StatusCode::UNKNOWN, "the name is empty"}; }
};

// Recorded: this one refuses it.
class DoesAsItLikesWithAnEmptyText final : public CorrectChat {
  grpc::Status Send(const Message& message) override {
    if (!message.text.empty()) return CorrectChat::Send(message);
    return {grpc::StatusCode::INVALID_ARGUMENT, "the text is empty"};
  }
};

// gRPC's own handlers refuse a message that does not parse, so this one's handlers take its bytes.
class SendsAnythingAsBytes final
    : public chat_proto::Chat::WithRawCallbackMethod_send<ChatProtoService> {
  grpc::ServerUnaryReactor* send(grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* bytes, grpc::ByteBuffer* reply) override {
    chat_proto::ChatRequest request;
    bool success = true;
    grpc::Status status;
    if (Parse(*bytes, request)) {
      const chat_proto::Text& text = request.cmsg().text();
      status = chat().SendOrFail({text.owner(), text.msg(), context->peer()}, success);
    }
    chat_proto::ChatResponse response;
    response.set_success(success);
    *reply = Serialize(response);
    return Finish(context, status);
  }
};

class SendsAnyNoteAsBytes final
    : public grpc::ChatServer::WithRawCallbackMethod_SendNote<NoteService> {
  grpc::ServerUnaryReactor* SendNote(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* bytes,
                                     grpc::ByteBuffer* reply) override {
    grpc::Note note;
    grpc::Status status;
    if (Parse(*bytes, note)) {
      status = chat().Send({note.name(), note.message(), context->peer()});
    }
    *reply = Serialize(grpc::Empty());
    return Finish(context, status);
  }
};

class RefusesTextThatIsNoUtf8 final : public CorrectChat {
 public:
  RefusesTextThatIsNoUtf8() {
    chat_proto_.Use(*this);
    stream_.Use(*this);
    note_.Use(*this);
  }
  void Register(grpc::ServerBuilder& builder) override {
    builder.RegisterService(&chat_proto_);
    builder.RegisterService(&stream_);
    builder.RegisterService(&note_);
  }

 private:
  grpc::Status EndOfStream(size_t, const ::chat::ChatMessage&) override { return grpc::Status::OK; }

  SendsAnythingAsBytes chat_proto_;
  ChatStreamService stream_;
  SendsAnyNoteAsBytes note_;
};

// ---- Sending: chat_proto.Chat ----

class AnswersTrueToAValidMessage final : public CorrectChat {
  grpc::Status SendOrFail(const Message& message, bool& success) override {
    const grpc::Status status = CorrectChat::SendOrFail(message, success);
    success = false;
    return status;
  }
};

class AnswersFalseToAnEmptyOwner final : public CorrectChat {
  grpc::Status SendOrFail(const Message& message, bool& success) override {
    const grpc::Status status = CorrectChat::SendOrFail(message, success);
    success = true;
    return status;
  }
};

class DoesNotTellWhatHasNoOwner final : public CorrectChat {
  grpc::Status SendOrFail(const Message& message, bool& success) override {
    if (message.sender.empty()) Publish(message);
    return CorrectChat::SendOrFail(message, success);
  }
};

// ---- Sending: chat.ChatService ----

class TellsAllOfAStreamInOrder final : public CorrectChat {
  grpc::Status SendFromStream(const Message& message, size_t index) override {
    return index == 50 ? grpc::Status::OK : CorrectChat::SendFromStream(message, index);
  }
};

class DeliversMessagesBeforeTheStreamEnds final : public CorrectChat {
  grpc::Status SendStream(grpc::ServerContext& context,
                          grpc::ServerReader<::chat::ChatMessage>& stream) override {
    ::chat::ChatMessage wire;
    Message message;
    std::vector<Message> held;
    while (ReadMessage(context, stream, wire, message)) held.push_back(message);
    for (const Message& sent : held) {
      const grpc::Status status = Send(sent);
      if (!status.ok()) return status;
    }
    return EndOfStream(held.size(), wire);
  }
};

class TakesAStreamWithoutAMessage final : public CorrectChat {
  grpc::Status EndOfStream(size_t count, const ::chat::ChatMessage& last) override {
    if (count > 0) return CorrectChat::EndOfStream(count, last);
    return {grpc::StatusCode::INVALID_ARGUMENT, "no message"};
  }
};

class EndsAStreamAtWhatItRefuses final : public CorrectChat {
  grpc::Status SendStream(grpc::ServerContext& context,
                          grpc::ServerReader<::chat::ChatMessage>& stream) override {
    grpc::Status status = CorrectChat::SendStream(context, stream);
    ::chat::ChatMessage wire;
    Message message;
    while (ReadMessage(context, stream, wire, message)) Send(message);
    return status;
  }
};

class GoesOnWhenASendersStreamIsCancelled final : public CorrectChat {
  grpc::Status SendStream(grpc::ServerContext& context,
                          grpc::ServerReader<::chat::ChatMessage>& stream) override {
    const grpc::Status status = CorrectChat::SendStream(context, stream);
    if (context.IsCancelled()) cancelled_ = true;
    return status;
  }
  grpc::Status Send(const Message& message) override {
    if (cancelled_ && absl::EndsWith(message.text, "go on")) {
      return {grpc::StatusCode::INTERNAL, "out of order since a client cancelled its stream"};
    }
    return CorrectChat::Send(message);
  }

  std::atomic<bool> cancelled_ = false;  // a stream
};

// ---- Joining ----

class SendsMetadataToAReaderThatIsThere final : public CorrectChat {
  void Announce(const grpc::ServerContext& context, const Stream&) override {
    const base::MutexLock lock(mutex_);
    // The first message brings the metadata: it must be a new one, not one of the history.
    const Reader newest{.id = 0, .peer = "", .next = log_.size()};
    while (!stopped_ && !context.IsCancelled() && log_.size() == newest.next) Wait(newest);
  }
};

class LeavesNoGapWhenAReaderJoins final : public CorrectChat {
  bool Delivers(const Reader& reader, const Message& message) override
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return !IsNumber(message.text) || ++numbers_[reader.id] != 2;
  }

  std::map<int, int> numbers_ ABSL_GUARDED_BY(mutex_);  // seen so far, by reader
};

class TellsTheHistoryFirst final : public CorrectChat {
  size_t First(bool with_history) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t first = CorrectChat::First(with_history);
    return std::max(first, log_.size() - std::min<size_t>(log_.size(), 5));
  }
};

class TellsEachWhoComesTheHistory final : public CorrectChat {
  size_t First(bool) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return std::exchange(replayed_, log_.size());
  }

  size_t replayed_ ABSL_GUARDED_BY(mutex_) = 0;  // of log_, to any reader
};

// Recorded: this one sends it the history.
class TellsALateReaderWhatItLikes final : public CorrectChat {
  size_t First(bool) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return CorrectChat::First(true);
  }
};

class ServesManyReadersAtOnce final : public CorrectChat {
  grpc::Status Read(grpc::ServerContext& context, bool with_history,
                    const Stream& stream) override {
    if (IsFull()) return {grpc::StatusCode::RESOURCE_EXHAUSTED, "too many readers"};
    return CorrectChat::Read(context, with_history, stream);
  }

  // Waits a moment for the readers of an earlier behaviour, which may still be leaving.
  bool IsFull() {
    const base::MutexLock lock(mutex_);
    const auto has_room = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return readers_ < 30; };
    return !mutex_.AwaitWithTimeout(absl::Condition(&has_room), absl::Seconds(2));
  }
};

// ---- Delivery ----

class DeliversASendersOwnMessages final : public CorrectChat {
  bool Delivers(const Reader& reader, const Message& message) override {
    return message.peer != reader.peer;
  }
};

class TellsEveryReaderEverythingInOrder final : public CorrectChat {
  bool Delivers(const Reader& reader, const Message& message) override {
    return reader.id % 2 == 0 || !absl::EndsWith(message.text, "message 15");
  }
};

// Every other reader receives two messages of different senders in the opposite order.
class TellsAllInOneOrder final : public CorrectChat {
  Message At(const Reader& reader) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t other = reader.next ^ 1;  // positions 2n and 2n + 1 are a pair
    if (reader.id % 2 == 0 || !IsCounted(log_[reader.next])) return CorrectChat::At(reader);
    const auto has_other = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return other < log_.size();
    };
    const bool is_there = mutex_.AwaitWithTimeout(absl::Condition(&has_other), absl::Seconds(1));
    const bool swaps =
        is_there && IsCounted(log_[other]) && log_[other].sender != log_[reader.next].sender;
    return swaps ? log_[other] : log_[reader.next];
  }

  // As the suite's concurrent senders count theirs.
  static bool IsCounted(const Message& message) { return absl::StrContains(message.text, " of "); }
};

class GoesOnWhenReadersLeave final : public CorrectChat {
  bool Delivers(const Reader&, const Message& message) override {
    return !absl::EndsWith(message.text, "still here 5");
  }
};

class LetsNobodyWaitForAReaderThatDoesNotRead final : public CorrectChat {
  bool Write(const Stream& stream, const Message& message) override {
    const base::MutexLock lock(writing_);
    return CorrectChat::Write(stream, message);
  }

  absl::Mutex writing_;
};

// ---- CPU time ----

class CostsNothingWhileReadersAreIdle final : public CorrectChat {
  void Wait(const Reader& reader) override ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    // The suite measures 4 readers. A busy loop for each of 32 would make other behaviours time
    // out.
    if (readers_ > 4) return CorrectChat::Wait(reader);
    base::Unlock(mutex_);
    RunBusyLoop(std::chrono::milliseconds(1));
    base::Lock(mutex_);
  }
};

// One of the readers that have left runs a busy loop while the room is empty. A loop for each of
// them would overload the machine, and other behaviours would time out.
class CostsNothingWhenReadersHaveLeft final : public CorrectChat {
  void Leave() override {
    CorrectChat::Leave();
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

// What the three contracts have in common, and `own`.
MutantTable AllAnd(const MutantTable& own) {
  MutantTable mutants = {
      {"AcceptsAMessageWithoutReaders", Make<breaks::AcceptsAMessageWithoutReaders>},
      {"CostsNothingWhenReadersHaveLeft", Make<breaks::CostsNothingWhenReadersHaveLeft>},
      {"CostsNothingWhileReadersAreIdle", Make<breaks::CostsNothingWhileReadersAreIdle>},
      {"DoesAsItLikesWithAnEmptyText", Make<breaks::DoesAsItLikesWithAnEmptyText>},
      {"GoesOnWhenReadersLeave", Make<breaks::GoesOnWhenReadersLeave>},
      {"LeavesNoGapWhenAReaderJoins", Make<breaks::LeavesNoGapWhenAReaderJoins>},
      {"LetsNobodyWaitForAReaderThatDoesNotRead",
       Make<breaks::LetsNobodyWaitForAReaderThatDoesNotRead>},
      {"PassesOnTextByteForByte", Make<breaks::PassesOnTextByteForByte>},
      {"RefusesTextThatIsNoUtf8", Make<breaks::RefusesTextThatIsNoUtf8>},
      {"SendsMetadataToAReaderThatIsThere", Make<breaks::SendsMetadataToAReaderThatIsThere>},
      {"ServesManyReadersAtOnce", Make<breaks::ServesManyReadersAtOnce>},
      {"DeliversMessagesToAReader", Make<breaks::DeliversMessagesToAReader>},
      {"DeliversASendersOwnMessages", Make<breaks::DeliversASendersOwnMessages>},
      {"TellsAllInOneOrder", Make<breaks::TellsAllInOneOrder>},
      {"TellsEveryReaderEverythingInOrder", Make<breaks::TellsEveryReaderEverythingInOrder>},
  };
  mutants.insert(own.begin(), own.end());
  return mutants;
}

}  // namespace

const MutantTable& ChatProtoMutants() {
  static const auto* mutants = new MutantTable(AllAnd({
      {"DoesNotTellWhatHasNoOwner", Make<breaks::DoesNotTellWhatHasNoOwner>},
      {"AnswersFalseToAnEmptyOwner", Make<breaks::AnswersFalseToAnEmptyOwner>},
      {"AnswersTrueToAValidMessage", Make<breaks::AnswersTrueToAValidMessage>},
      {"TellsALateReaderWhatItLikes", Make<breaks::TellsALateReaderWhatItLikes>},
  }));
  return *mutants;
}

const MutantTable& ChatStreamMutants() {
  static const auto* mutants = new MutantTable(AllAnd({
      {"EndsAStreamAtWhatItRefuses", Make<breaks::EndsAStreamAtWhatItRefuses>},
      {"GoesOnWhenASendersStreamIsCancelled", Make<breaks::GoesOnWhenASendersStreamIsCancelled>},
      {"RefusesAnEmptyUser", Make<breaks::RefusesAnEmptySender>},
      {"TakesAStreamWithoutAMessage", Make<breaks::TakesAStreamWithoutAMessage>},
      {"TellsALateReaderWhatItLikes", Make<breaks::TellsALateReaderWhatItLikes>},
      {"TellsAllOfAStreamInOrder", Make<breaks::TellsAllOfAStreamInOrder>},
      {"DeliversMessagesBeforeTheStreamEnds", Make<breaks::DeliversMessagesBeforeTheStreamEnds>},
  }));
  return *mutants;
}

const MutantTable& NoteMutants() {
  static const auto* mutants = new MutantTable(AllAnd({
      {"RefusesAnEmptyName", Make<breaks::RefusesAnEmptySender>},
      {"TellsEachWhoComesTheHistory", Make<breaks::TellsEachWhoComesTheHistory>},
      {"TellsTheHistoryFirst", Make<breaks::TellsTheHistoryFirst>},
  }));
  return *mutants;
}

}  // namespace workbook::tests
