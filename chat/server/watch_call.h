// A stream that sends one message at its beginning, and another when the server shuts down.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>

#include <functional>

#include "absl/status/status.h"
#include "chat/core/rooms.h"
#include "chat/server/call.h"
#include "chat/server/loop.h"

namespace workbook::chat::server {

struct WatchMethod {
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     grpc::ServerAsyncWriter<grpc::ByteBuffer>* writer,
                     grpc::ServerCompletionQueue* queue, void* tag)>
      wait_for_call;
  std::function<grpc::ByteBuffer(const grpc::ByteBuffer& request)> first;
  grpc::ByteBuffer last;
};

/// For the loop's thread alone. Deletes itself when its call is over.
class WatchCall final : public LongCall {
 public:
  /// Requests the next call of `method`: one request is always outstanding.
  static void Wait(Loop& loop, const WatchMethod& method) { new WatchCall(loop, method); }

  /// Ends the call when its token is no longer valid.
  void OnTick(std::chrono::steady_clock::time_point now) override;
  void Drain() override;

 private:
  WatchCall(Loop& loop, const WatchMethod& method);

  // The ends of operations, of which at most one is in flight; OnGone is the end of the call.
  void OnCall(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnGone(bool ok);
  void Refuse(const absl::Status& status);
  void WriteLast();
  void DeleteWhenOver();

  Loop& loop_;
  const Loop::CallScope scope_{loop_};
  const WatchMethod& method_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};
  Caller caller_;
  core::QuotaSlot slot_;
  bool operation_ = false;
  bool draining_ = false;
  bool gone_ = false;

  MemberTag<WatchCall, &WatchCall::OnCall> call_tag_{this};
  MemberTag<WatchCall, &WatchCall::OnWritten> written_tag_{this};
  MemberTag<WatchCall, &WatchCall::OnFinished> finished_tag_{this};
  MemberTag<WatchCall, &WatchCall::OnGone> gone_tag_{this};
};

}  // namespace workbook::chat::server
