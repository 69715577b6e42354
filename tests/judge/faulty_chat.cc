#include "judge/faulty_chat.h"

#include <atomic>

#include "chat.grpc.pb.h"
#include "chat_message.grpc.pb.h"
#include "chat_note.grpc.pb.h"
#include "judge/faulty_requests.h"
#include "judge/faulty_speaker.h"

namespace workbook::testing {
namespace {

using Word = FaultyLobby::Word;

grpc::ServerUnaryReactor* Answer(grpc::CallbackServerContext* context, const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

template <typename Message, typename Fill>
grpc::Status ServeReader(FaultyLobby& room, grpc::ServerContext& context, bool with_history,
                         grpc::ServerWriter<Message>& writer, const Fill& fill) {
  return room.Read(context, with_history,
                   {.announce = [&writer] { writer.SendInitialMetadata(); },
                    .write =
                        [&](const Word& word) {
                          Message message;
                          fill(word, message);
                          return writer.Write(message);
                        }});
}

}  // namespace

// ---- chat_proto.Chat ----

class FaultyChat::ChatProtoDoor final
    : public chat_proto::Chat::WithRawCallbackMethod_send<chat_proto::Chat::Service> {
 public:
  explicit ChatProtoDoor(FaultyLobby& room) : room_(room) {}

  grpc::ServerUnaryReactor* send(grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* bytes,
                                 grpc::ByteBuffer* response) override {
    chat_proto::ChatRequest request;
    chat_proto::ChatResponse answer;
    *response = Bytes(answer);
    if (!Parse(*bytes, request)) return Answer(context, Unreadable(room_));
    const chat_proto::Text& text = request.cmsg().text();
    const Word word = {text.owner(), text.msg(), context->peer()};
    if (text.owner().empty()) {
      answer.set_success(room_.Breaks("SaysFalseForAnEmptyOwner"));
      if (room_.Breaks("DoesNotTellWhatHasNoOwner")) room_.Tell(word);
      *response = Bytes(answer);
      return Answer(context, grpc::Status::OK);
    }
    const grpc::Status status = room_.Say(word);
    answer.set_success(status.ok() && !room_.Breaks("SaysTrueForWhatIsSaid"));
    *response = Bytes(answer);
    return Answer(context, status);
  }

  grpc::Status recv(grpc::ServerContext* context, const chat_proto::Empty*,
                    grpc::ServerWriter<chat_proto::ChatMessage>* writer) override {
    return ServeReader(room_, *context, false, *writer, [](const Word& word, auto& message) {
      message.mutable_text()->set_owner(word.sender);
      message.mutable_text()->set_msg(word.text);
    });
  }

 private:
  FaultyLobby& room_;
};

// ---- chat.ChatService ----

class FaultyChat::ChatDoor final
    : public ::chat::ChatService::WithRawCallbackMethod_Chat<::chat::ChatService::Service> {
 public:
  explicit ChatDoor(FaultyLobby& room) : room_(room) {}

  grpc::ServerReadReactor<grpc::ByteBuffer>* Chat(grpc::CallbackServerContext* context,
                                                  grpc::ByteBuffer* response) override {
    *response = Bytes(::chat::Empty());
    return new FaultySpeaker(room_, cut_off_, context->peer());
  }

  grpc::Status broadcast_message(grpc::ServerContext* context, const ::chat::Empty*,
                                 grpc::ServerWriter<::chat::ChatMessage>* writer) override {
    return ServeReader(room_, *context, false, *writer, [](const Word& word, auto& message) {
      message.set_user(word.sender);
      message.set_message(word.text);
    });
  }

 private:
  FaultyLobby& room_;
  std::atomic<bool> cut_off_ = false;  // a speaker was
};

// ---- grpc.ChatServer ----

class FaultyChat::NoteDoor final
    : public grpc::ChatServer::WithRawCallbackMethod_SendNote<grpc::ChatServer::Service> {
 public:
  explicit NoteDoor(FaultyLobby& room) : room_(room) {}

  grpc::ServerUnaryReactor* SendNote(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* bytes,
                                     grpc::ByteBuffer* response) override {
    grpc::Note note;
    *response = Bytes(grpc::Empty());
    if (!Parse(*bytes, note)) return Answer(context, Unreadable(room_));
    return Answer(context, room_.Say({note.name(), note.message(), context->peer()}));
  }

  grpc::Status ChatStream(grpc::ServerContext* context, const grpc::Empty*,
                          grpc::ServerWriter<grpc::Note>* writer) override {
    return ServeReader(room_, *context, true, *writer, [](const Word& word, auto& message) {
      message.set_name(word.sender);
      message.set_message(word.text);
    });
  }

 private:
  FaultyLobby& room_;
};

FaultyChat::FaultyChat(const std::string& broken)
    : room_(broken),
      chat_proto_(std::make_unique<ChatProtoDoor>(room_)),
      chat_(std::make_unique<ChatDoor>(room_)),
      note_(std::make_unique<NoteDoor>(room_)) {}

FaultyChat::~FaultyChat() = default;

void FaultyChat::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(chat_proto_.get());
  builder.RegisterService(chat_.get());
  builder.RegisterService(note_.get());
}

}  // namespace workbook::testing
