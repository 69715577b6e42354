// One reader's stream on a completion queue: the same for every contract but for what its
// ReaderMethod says. At most one operation is under way, and its end starts the next:
//
//   kWaiting -> kOpening -> kIdle <-> kWriting -> kEnding -> deleted
//
// A reader that is cancelled, or cut, goes from any of the middle ones straight to its end.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "chat/counters.h"
#include "chat/long_call.h"
#include "chat/loop.h"
#include "chat/methods.h"
#include "chat/room_audience.h"
#include "chat/tag.h"

namespace workbook::chat {

/// For the loop's thread alone. Deletes itself when its call is over.
class ReaderCall final : public LongCall {
 public:
  /// Waits for the next reader who comes to `method`; there is always one more that waits.
  static void Wait(Loop& loop, const ReaderMethod& method) { new ReaderCall(loop, method); }

  /// For the audience, when there is news: writes it. In state kIdle only.
  void WriteNext();

  /// Cuts a reader that takes too long over one write, and one whose token is no longer valid. How
  /// much of a write has gone gRPC does not tell.
  void LookAfter(std::chrono::steady_clock::time_point now) override;

  size_t idle_at = 0;  ///< the audience's: where in its list, while idle

 private:
  enum class State { kWaiting, kOpening, kIdle, kWriting, kEnding };

  ReaderCall(Loop& loop, const ReaderMethod& method);
  ~ReaderCall() = default;

  // The ends of operations.
  void OnCall(bool ok);
  void OnOpened(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnGone(bool ok);

  absl::Status Join();
  void Write();
  void End(const absl::Status& status);
  void FinishFor(const absl::Status& status);
  void LeaveRoom();
  void DeleteWhenOver();

  Loop& loop_;
  const Loop::Stay stay_{loop_};
  const ReaderMethod& method_;
  State state_ = State::kWaiting;
  bool gone_ = false;       // gRPC has no more interest in the call
  bool operation_ = false;  // one is under way

  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};

  Caller caller_;

  // In the room.
  Seat seat_;
  RoomAudience* audience_ = nullptr;
  std::string participant_;
  uint64_t next_ = 0;  // where to read on
  uint64_t promised_from_ = 0;
  std::string letter_;         // records for this reader alone, to be written first
  Run run_;                    // what was read and is not yet written
  absl::string_view message_;  // the part of it to write next
  std::chrono::steady_clock::time_point write_began_;

  MemberTag<ReaderCall, &ReaderCall::OnCall> call_tag_{this};
  MemberTag<ReaderCall, &ReaderCall::OnOpened> opened_tag_{this};
  MemberTag<ReaderCall, &ReaderCall::OnWritten> written_tag_{this};
  MemberTag<ReaderCall, &ReaderCall::OnFinished> finished_tag_{this};
  MemberTag<ReaderCall, &ReaderCall::OnGone> gone_tag_{this};
};

}  // namespace workbook::chat
