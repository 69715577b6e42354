// A stream of messages to send on a completion queue: read one, send it, read the next. The server
// does not refuse a sender that is too fast, but reads from it more slowly: the contract
// acknowledges only the whole stream, so ending it would lose the messages in flight.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chat/core/rooms.h"
#include "chat/server/call.h"
#include "chat/server/loop.h"

namespace workbook::chat::server {

/// A stream of messages to send to the lobby, answered once.
struct SenderMethod {
  /// Asks gRPC for the next call: the generated Request method.
  std::function<void(grpc::ServerContext* context,
                     grpc::ServerAsyncReader<grpc::ByteBuffer, grpc::ByteBuffer>* reader,
                     grpc::ServerCompletionQueue* queue, void* tag)>
      wait_for_call;

  /// Decodes one message of the stream. A non-OK status ends the stream.
  std::function<absl::StatusOr<core::SendRequest>(const Caller& caller,
                                                  const grpc::ByteBuffer& message)>
      decode;

  /// The reply to the whole stream.
  grpc::ByteBuffer reply;
};

/// For the loop's thread alone. Deletes itself when its call is over.
class SenderCall final : public LongCall {
 public:
  /// Requests the next call of `method`: one request is always outstanding.
  static void Wait(Loop& loop, const SenderMethod& method) { new SenderCall(loop, method); }

  /// Ends the call when its token is no longer valid.
  void OnTick(std::chrono::steady_clock::time_point now) override;
  void Drain() override;

 private:
  SenderCall(Loop& loop, const SenderMethod& method);

  // The ends of operations. At most one is in flight, except that Drain and OnTick call Finish
  // while a read or a pause is pending.
  void OnCall(bool ok);
  void OnRead(bool ok);
  void OnPaused(bool ok);
  void OnFinished(bool ok);

  void Read();
  void Send();
  void FinishWith(const absl::Status& status);
  void DeleteWhenOver();

  Loop& loop_;
  const Loop::CallScope scope_{loop_};
  const SenderMethod& method_;
  grpc::ServerContext context_;
  grpc::ServerAsyncReader<grpc::ByteBuffer, grpc::ByteBuffer> reader_{&context_};
  Caller caller_;
  core::QuotaSlot slot_;
  grpc::ByteBuffer message_;
  core::SendRequest request_;
  grpc::Alarm pause_;
  bool operation_ = false;
  bool finishing_ = false;
  bool finished_ = false;

  MemberTag<SenderCall, &SenderCall::OnCall> call_tag_{this};
  MemberTag<SenderCall, &SenderCall::OnRead> read_tag_{this};
  MemberTag<SenderCall, &SenderCall::OnPaused> paused_tag_{this};
  MemberTag<SenderCall, &SenderCall::OnFinished> finished_tag_{this};
};

}  // namespace workbook::chat::server
