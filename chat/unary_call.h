// One request and one reply on a completion queue: kWaiting -> kFinishing -> deleted.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_unary_call.h>

#include <chrono>

#include "chat/long_call.h"
#include "chat/loop.h"
#include "chat/methods.h"
#include "chat/tag.h"

namespace workbook::chat {

/// For the loop's thread alone. Deletes itself when its call is over.
class UnaryCall final : public Tag, public LongCall {
 public:
  /// Waits for the next call of `method`; there is always one more that waits.
  static void Wait(Loop& loop, const UnaryMethod& method) { new UnaryCall(loop, method); }

  void Proceed(bool ok) override;

  /// Cuts a client that has not taken its answer for too long: the answer is the server's memory.
  void LookAfter(std::chrono::steady_clock::time_point now) override;

 private:
  UnaryCall(Loop& loop, const UnaryMethod& method);

  void Answer();

  Loop& loop_;
  const Loop::Stay stay_{loop_};
  const UnaryMethod& method_;
  bool finishing_ = false;
  std::chrono::steady_clock::time_point finish_began_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> responder_{&context_};
};

}  // namespace workbook::chat
