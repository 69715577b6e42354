// One thread, one completion queue, and the calls that it serves: no other thread touches a call
// from its first completion to its last, so the calls have no locks.
//
// A completion is the end of an operation, which the queue returns; an event is a room's. A loop
// delivers new events when its queue is empty, or after kMaxEventsBeforeDelivery completions.
// Messages that are sent back to back then reach each reader in one write, and when few messages
// are sent no reader waits for more.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "chat/core/rooms.h"
#include "chat/server/call.h"
#include "rpc/security/peer.h"

namespace workbook::chat::server {

class Loop;

/// Requests the next call of one method on a loop; it starts none itself. How it does so is the
/// method's own: the loop does not know the kinds of calls.
using StartCall = std::function<void(Loop& loop)>;

/// Serves each call of `method` with a `Call`. `method` is one of the structs beside the kinds of
/// calls (UnaryMethod, ReaderMethod, ...). Calls keep a reference to `method`, which the returned
/// function owns; the function must outlive the loop.
template <typename Call, typename Method>
StartCall StartWith(Method method) {
  return [method = std::move(method)](Loop& loop) { Call::Wait(loop, method); };
}

/// The readers of one room on one loop. The room notifies the subscription, which notifies its idle
/// readers. All but OnNewEvents is for the loop's thread.
class LoopSubscription final : public core::Subscriber, private Tag {
 public:
  /// One of the readers. Derive from it.
  class Reader {
   public:
    /// There are new events; the reader is no longer idle.
    virtual void OnNewEvents() = 0;

   protected:
    virtual ~Reader() = default;

   private:
    friend class LoopSubscription;
    size_t index_ = 0;  // in idle_
  };

  LoopSubscription(Loop& loop, std::shared_ptr<core::Room> room);

  /// From any thread: makes the loop's thread deliver.
  void OnNewEvents() override;

  /// Wakes the idle readers.
  void Deliver();

  void AddReader() { ++readers_; }
  void RemoveReader() { --readers_; }

  /// `reader` has read everything: wake it when there are new events.
  void AddIdle(Reader& reader);
  void RemoveIdle(Reader& reader);

  /// True when it has no readers and is disarmed: the caller must delete it. False while it has
  /// readers, when a wake-up is on its way, or when the room is closed.
  [[nodiscard]] bool TryDissolve() { return readers_ == 0 && room_->Disarm(*this); }

  const std::shared_ptr<core::Room>& room() const { return room_; }

 private:
  void Proceed(bool ok) override;

  Loop& loop_;
  const std::shared_ptr<core::Room> room_;
  grpc::Alarm wake_up_;  // wakes a thread that waits on a completion queue
  std::vector<Reader*> idle_;
  size_t readers_ = 0;
};

class Loop {
 public:
  /// All but the queue have to outlive the loop.
  Loop(core::Rooms& rooms, const rpc::security::Peers& peers, const std::vector<StartCall>& calls,
       std::unique_ptr<grpc::ServerCompletionQueue> queue);

  // ---- For the server's thread ----
  // To shut down: Drain on every loop, then grpc::Server::Shutdown, then Stop on every loop, then
  // Close on every loop.

  /// Requests calls and serves them, on a thread of its own.
  void Start();
  /// Ends the calls that would last for ever.
  void Drain();
  /// Ends the thread, if there is one, after its last call. Call it after the server's Shutdown,
  /// never before: Shutdown is what ends the calls.
  void Stop();
  /// Empties the queue. Call it when no loop has a thread any more, because loops wake each other.
  void Close();

  // ---- For any thread ----

  grpc::ServerCompletionQueue* queue() { return queue_.get(); }
  bool IsThisThread() const { return running_here == this; }

  // ---- For the loop's own thread ----

  core::Rooms& rooms() { return rooms_; }
  const rpc::security::Peers& peers() const { return peers_; }

  /// The readers of `room` on this loop.
  LoopSubscription& SubscriptionTo(const std::shared_ptr<core::Room>& room);
  /// Calls its Deliver when the queue is empty, or after kMaxEventsBeforeDelivery completions.
  void AddPending(LoopSubscription& subscription) { pending_.push_back(&subscription); }

  /// Registers the call: OnTick once a second, Drain when the loop drains (at once if it is
  /// draining already).
  void AddLongCall(LongCall& call);
  void RemoveLongCall(LongCall& call) { long_calls_.erase(&call); }

  /// A member of each call. Keeps the loop running while the call exists; starting an operation on
  /// a shut-down queue aborts the process.
  class CallScope {
   public:
    explicit CallScope(Loop& loop) : loop_(loop) { ++loop_.calls_in_scope_; }
    ~CallScope() { --loop_.calls_in_scope_; }
    CallScope(const CallScope&) = delete;
    CallScope& operator=(const CallScope&) = delete;

   private:
    Loop& loop_;
  };

 private:
  static thread_local const Loop* running_here;

  void Run();
  void DeliverPending();
  void OnTick(bool ok);
  void OnDrain(bool ok);
  void OnStop(bool ok);

  core::Rooms& rooms_;
  const rpc::security::Peers& peers_;
  const std::vector<StartCall>& calls_;
  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unordered_map<core::Room*, std::unique_ptr<LoopSubscription>> subscriptions_;
  std::vector<LoopSubscription*> pending_;
  std::unordered_set<LongCall*> long_calls_;
  size_t calls_in_scope_ = 0;
  bool draining_ = false;
  bool stopping_ = false;

  MemberTag<Loop, &Loop::OnTick> tick_tag_{this};
  MemberTag<Loop, &Loop::OnDrain> drain_tag_{this};
  MemberTag<Loop, &Loop::OnStop> stop_tag_{this};
  grpc::Alarm tick_;
  grpc::Alarm drain_;
  grpc::Alarm stop_;
  std::thread thread_;
};

}  // namespace workbook::chat::server
