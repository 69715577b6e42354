#include "tests/mutants/correct_chat.h"

#include <algorithm>
#include <utility>

#include "base/mutex.h"
#include "rpc/status.h"
#include "rpc/stream_end.h"
#include "tests/mutants/chat_contracts.h"

namespace workbook::tests {
namespace {

// How often a waiting handler checks whether its client has gone; rare enough to cost no CPU time.
constexpr absl::Duration kPoll = absl::Milliseconds(50);
constexpr size_t kHistory = 1000;

template <typename Contract>
std::unique_ptr<grpc::Service> Serve(CorrectChat& chat) {
  auto service = std::make_unique<Contract>();
  service->Use(chat);
  return service;
}

std::vector<std::unique_ptr<grpc::Service>> EachContract(CorrectChat& chat) {
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(Serve<ChatProtoService>(chat));
  services.push_back(Serve<ChatStreamService>(chat));
  services.push_back(Serve<NoteService>(chat));
  return services;
}

}  // namespace

CorrectChat::CorrectChat() : services_(EachContract(*this)) {}

CorrectChat::~CorrectChat() = default;

void CorrectChat::Register(grpc::ServerBuilder& builder) {
  for (const auto& service : services_) builder.RegisterService(service.get());
}

void CorrectChat::OnDrain() {
  const base::MutexLock lock(mutex_);
  stopped_ = true;
}

// ---- Sending ----

grpc::Status CorrectChat::Send(const Message& message) {
  if (message.sender.empty()) return NoSender();
  Publish(message);
  return grpc::Status::OK;
}

grpc::Status CorrectChat::NoSender() {
  return {grpc::StatusCode::INVALID_ARGUMENT, "the name is empty"};
}

grpc::Status CorrectChat::SendOrFail(const Message& message, bool& success) {
  success = false;
  if (message.sender.empty()) return grpc::Status::OK;
  const grpc::Status status = Send(message);
  success = status.ok();
  return status;
}

bool CorrectChat::ReadMessage(const grpc::ServerContext& context,
                              grpc::ServerReader<::chat::ChatMessage>& stream,
                              ::chat::ChatMessage& wire, Message& message) {
  if (!rpc::MarkAndRead(stream, wire)) return false;
  message = {wire.user(), wire.message(), context.peer()};
  return true;
}

grpc::Status CorrectChat::SendStream(grpc::ServerContext& context,
                                     grpc::ServerReader<::chat::ChatMessage>& stream) {
  ::chat::ChatMessage wire;
  Message message;
  size_t count = 0;
  for (; ReadMessage(context, stream, wire, message); ++count) {
    const grpc::Status status = SendFromStream(message, count);
    if (!status.ok()) return status;
  }
  return EndOfStream(count, wire);
}

grpc::Status CorrectChat::SendFromStream(const Message& message, size_t) { return Send(message); }

grpc::Status CorrectChat::EndOfStream(size_t, const ::chat::ChatMessage& last) {
  return rpc::ToGrpcStatus(rpc::StreamEndStatus(last));
}

void CorrectChat::Publish(const Message& message) {
  const base::MutexLock lock(mutex_);
  log_.push_back(message);
}

// ---- Reading ----

grpc::Status CorrectChat::Read(grpc::ServerContext& context, bool with_history,
                               const Stream& stream) {
  Reader reader = Join(context, with_history);
  Announce(context, stream);
  while (const std::optional<Message> message = Next(context, reader)) {
    if (!Write(stream, *message)) break;
  }
  Leave();
  return {grpc::StatusCode::UNAVAILABLE, "the server stops"};
}

CorrectChat::Reader CorrectChat::Join(const grpc::ServerContext& context, bool with_history) {
  const base::MutexLock lock(mutex_);
  ++readers_;
  return {.id = next_id_++, .peer = context.peer(), .next = First(with_history)};
}

size_t CorrectChat::First(bool with_history) {
  return log_.size() - (with_history ? std::min(log_.size(), kHistory) : 0);
}

void CorrectChat::Announce(const grpc::ServerContext&, const Stream& stream) {
  stream.send_metadata();
}

std::optional<CorrectChat::Message> CorrectChat::Next(const grpc::ServerContext& context,
                                                      Reader& reader) {
  const base::MutexLock lock(mutex_);
  while (!stopped_ && !context.IsCancelled()) {
    if (reader.next == log_.size()) {
      Wait(reader);
      continue;
    }
    Message message = At(reader);
    ++reader.next;
    if (Delivers(reader, message)) return message;
  }
  return std::nullopt;
}

void CorrectChat::Wait(const Reader& reader) {
  const auto has_ended_or_grown = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return stopped_ || log_.size() > reader.next;
  };
  mutex_.AwaitWithTimeout(absl::Condition(&has_ended_or_grown), kPoll);
}

CorrectChat::Message CorrectChat::At(const Reader& reader) { return log_[reader.next]; }

bool CorrectChat::Delivers(const Reader&, const Message&) { return true; }

bool CorrectChat::Write(const Stream& stream, const Message& message) {
  return stream.write(message);
}

void CorrectChat::Leave() {
  const base::MutexLock lock(mutex_);
  --readers_;
}

}  // namespace workbook::tests
