// One reader's stream on a completion queue, the same for every contract; ReaderMethod holds what
// differs per contract. At most one operation is in flight, and its end starts the next:
//
//   kWaiting -> kOpening -> kIdle <-> kWriting -> kEnding -> deleted
//
// A reader that is cancelled or terminated goes from any of the middle states straight to its end.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chat/core/rooms.h"
#include "chat/server/call.h"
#include "chat/server/loop.h"

namespace workbook::chat::server {

/// The room that a reader asks for, and how it joins it.
struct JoinTarget {
  std::shared_ptr<core::Room> room;
  core::JoinOptions options = {};
};

/// A stream of the events of a room.
struct ReaderMethod {
  /// Asks gRPC for the next call: the generated Request method.
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     grpc::ServerAsyncWriter<grpc::ByteBuffer>* writer,
                     grpc::ServerCompletionQueue* queue, void* tag)>
      wait_for_call;

  /// Decodes and checks the request. A non-OK status ends the stream.
  std::function<absl::StatusOr<JoinTarget>(const Caller& caller, const grpc::ByteBuffer& request)>
      admit;

  /// Takes the next message of the stream off the front of a run of records; empty when the run has
  /// none left for this contract.
  absl::string_view (*take_message)(absl::string_view& run);

  /// The contract has messages for one reader alone: a welcome, a gap, the end.
  bool has_control_records = false;
};

/// For the loop's thread alone. Deletes itself when its call is over.
class ReaderCall final : public LongCall, private LoopSubscription::Reader {
 public:
  /// Requests the next reader of `method`: one request is always outstanding.
  static void Wait(Loop& loop, const ReaderMethod& method) { new ReaderCall(loop, method); }

  /// Terminates a reader that takes too long over one write, and one whose token is no longer
  /// valid. gRPC does not report partial progress of a write.
  void OnTick(std::chrono::steady_clock::time_point now) override;

 private:
  enum class State { kWaiting, kOpening, kIdle, kWriting, kEnding };

  ReaderCall(Loop& loop, const ReaderMethod& method);
  ~ReaderCall() override = default;

  // The ends of operations.
  void OnCall(bool ok);
  void OnOpened(bool ok);
  void OnWritten(bool ok);
  void OnFinished(bool ok);
  void OnGone(bool ok);

  // In state kIdle only.
  void OnNewEvents() override { WriteNext(); }

  absl::Status Join();
  void WriteNext();
  void Write();
  void End(const absl::Status& status);
  void FinishWith(const absl::Status& status);
  void LeaveRoom();
  void DeleteWhenOver();

  Loop& loop_;
  const Loop::CallScope scope_{loop_};
  const ReaderMethod& method_;
  State state_ = State::kWaiting;
  bool gone_ = false;       // the call is over for gRPC
  bool operation_ = false;  // one is in flight

  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};

  Caller caller_;

  // In the room.
  core::QuotaSlot slot_;
  LoopSubscription* subscription_ = nullptr;
  std::string participant_;
  uint64_t next_ = 0;  // where to read on
  uint64_t guaranteed_from_ = 0;
  std::string control_records_;  // for this reader alone, to write first
  core::Run run_;                // read, and not written yet
  absl::string_view message_;    // the part of the run to write next
  std::chrono::steady_clock::time_point write_began_;

  MemberTag<ReaderCall, &ReaderCall::OnCall> call_tag_{this};
  MemberTag<ReaderCall, &ReaderCall::OnOpened> opened_tag_{this};
  MemberTag<ReaderCall, &ReaderCall::OnWritten> written_tag_{this};
  MemberTag<ReaderCall, &ReaderCall::OnFinished> finished_tag_{this};
  MemberTag<ReaderCall, &ReaderCall::OnGone> gone_tag_{this};
};

}  // namespace workbook::chat::server
