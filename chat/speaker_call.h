// A stream of things to say on a completion queue: read, say, read the next. One who speaks too
// fast is not refused but read from more slowly: such a contract answers a stream, not a message,
// so to end it would lose what is on its way.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>

#include "absl/status/status.h"
#include "chat/counters.h"
#include "chat/long_call.h"
#include "chat/loop.h"
#include "chat/methods.h"
#include "chat/tag.h"

namespace workbook::chat {

/// For the loop's thread alone. Deletes itself when its call is over.
class SpeakerCall final : public LongCall {
 public:
  /// Waits for the next call of `method`; there is always one more that waits.
  static void Wait(Loop& loop, const SpeakerMethod& method) { new SpeakerCall(loop, method); }

  /// Ends it when its token is no longer valid.
  void LookAfter(std::chrono::steady_clock::time_point now) override;
  void Drain() override;

 private:
  SpeakerCall(Loop& loop, const SpeakerMethod& method);

  // The ends of operations. At most one is under way, but for Drain's Finish, which ends a read.
  void OnCall(bool ok);
  void OnRead(bool ok);
  void OnPaused(bool ok);
  void OnFinished(bool ok);

  void Read();
  void Say();
  void FinishFor(const absl::Status& status);
  void DeleteWhenOver();

  Loop& loop_;
  const Loop::Stay stay_{loop_};
  const SpeakerMethod& method_;
  grpc::ServerContext context_;
  grpc::ServerAsyncReader<grpc::ByteBuffer, grpc::ByteBuffer> reader_{&context_};
  Caller caller_;
  Seat seat_;
  grpc::ByteBuffer message_;
  Saying saying_;
  grpc::Alarm pause_;
  bool reading_ = false;
  bool finishing_ = false;
  bool finished_ = false;

  MemberTag<SpeakerCall, &SpeakerCall::OnCall> call_tag_{this};
  MemberTag<SpeakerCall, &SpeakerCall::OnRead> read_tag_{this};
  MemberTag<SpeakerCall, &SpeakerCall::OnPaused> paused_tag_{this};
  MemberTag<SpeakerCall, &SpeakerCall::OnFinished> finished_tag_{this};
};

}  // namespace workbook::chat
