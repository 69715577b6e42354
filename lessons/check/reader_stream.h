// The stream of one reader, for a lesson whose subject is what goes through it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <deque>
#include <functional>
#include <mutex>
#include <type_traits>
#include <utility>

namespace workbook::lessons::check {

/// One call of a method that streams `Message`. Sends the initial metadata, and then each message
/// that Deliver gets, in order. Deletes itself when the call is over. It calls into gRPC under its
/// lock: gRPC runs no reaction from inside StartWrite or Finish.
template <typename Message>
class ReaderStream final : public grpc::ServerWriteReactor<Message> {
 public:
  /// `on_done` runs at the end of the call, for the last time that anything may use the stream.
  explicit ReaderStream(std::function<void(ReaderStream*)> on_done) : on_done_(std::move(on_done)) {
    this->StartSendInitialMetadata();
  }

  /// Keeps a copy of the message until gRPC has written it. Thread-safe.
  void Deliver(const Message& message) {
    const std::scoped_lock lock(mutex_);
    if (ended_) return;
    if (!MayBeWritten(message)) {
      end_ = {grpc::StatusCode::INTERNAL,
              "the buffer holds no message: gRPC ends the program for it"};
      ended_ = true;
      if (pending_.empty()) FinishOnce();
      return;
    }
    pending_.push_back(message);
    if (pending_.size() == 1) this->StartWrite(&pending_.front());
  }

 private:
  void OnWriteDone(bool ok) override {
    const std::scoped_lock lock(mutex_);
    pending_.pop_front();
    if (!ok || (ended_ && pending_.empty())) return FinishOnce();
    if (!pending_.empty()) this->StartWrite(&pending_.front());
  }

  void OnCancel() override {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    if (pending_.empty()) FinishOnce();  // else the write in flight fails
  }

  void OnDone() override {
    on_done_(this);
    delete this;
  }

  static bool MayBeWritten(const Message& message) {
    if constexpr (std::is_same_v<Message, grpc::ByteBuffer>) return message.Valid();
    return true;
  }

  void FinishOnce() {
    ended_ = true;
    if (!std::exchange(finished_, true)) this->Finish(end_);
  }

  const std::function<void(ReaderStream*)> on_done_;
  std::mutex mutex_;
  // Its front is in flight. Unbounded, to keep this short: lessons/honest_gap shows what that
  // costs.
  std::deque<Message> pending_;
  grpc::Status end_ = grpc::Status::CANCELLED;
  bool ended_ = false;
  bool finished_ = false;
};

}  // namespace workbook::lessons::check
