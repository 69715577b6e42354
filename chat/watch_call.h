// A stream that says something at its beginning, and something else when the server ends.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>

#include "chat/counters.h"
#include "chat/long_call.h"
#include "chat/loop.h"
#include "chat/methods.h"
#include "chat/tag.h"

namespace workbook::chat {

/// For the loop's thread alone. Deletes itself when its call is over.
class WatchCall final : public LongCall {
 public:
  /// Waits for the next call of `method`; there is always one more that waits.
  static void Wait(Loop& loop, const WatchMethod& method) { new WatchCall(loop, method); }

  /// Ends it when its token is no longer valid.
  void LookAfter(std::chrono::steady_clock::time_point now) override;
  void Drain() override;

 private:
  WatchCall(Loop& loop, const WatchMethod& method);

  // The ends of operations, of which at most one is under way; OnGone is the end of the call.
  void OnCall(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnGone(bool ok);
  void Refuse(const absl::Status& status);
  void SayLast();
  void DeleteWhenOver();

  Loop& loop_;
  const Loop::Stay stay_{loop_};
  const WatchMethod& method_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};
  Caller caller_;
  Seat seat_;
  bool operation_ = false;
  bool draining_ = false;
  bool gone_ = false;

  MemberTag<WatchCall, &WatchCall::OnCall> call_tag_{this};
  MemberTag<WatchCall, &WatchCall::OnWritten> written_tag_{this};
  MemberTag<WatchCall, &WatchCall::OnFinished> finished_tag_{this};
  MemberTag<WatchCall, &WatchCall::OnGone> gone_tag_{this};
};

}  // namespace workbook::chat
