// One thread, one completion queue, and the calls that it serves: from the first event of a call to
// the last, nobody else touches it. That is why the calls have no locks.
//
// News is dealt out when nothing else is left to do. So what is said back to back goes to each
// reader in one write, and when little is said nobody waits for more.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <memory>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "chat/methods.h"
#include "chat/rooms.h"
#include "chat/tag.h"
#include "rpc/peer.h"

namespace workbook::chat {

class LongCall;
class RoomAudience;

class Loop {
 public:
  /// All have to outlive the loop.
  Loop(Rooms& rooms, const rpc::Peers& peers, const Methods& methods,
       std::unique_ptr<grpc::ServerCompletionQueue> queue);
  ~Loop();

  // ---- For the server's thread ----

  /// Waits for calls, on a thread of its own from now on.
  void Start();
  /// Ends the calls that would last for ever.
  void Drain();
  /// Ends the thread, if there is one, when its last call is over. After the server's Shutdown,
  /// never before: that is what ends the calls.
  void Stop();
  /// Empties the queue. When no loop has a thread any more: they bring each other news.
  void Close();

  // ---- For any thread ----

  grpc::ServerCompletionQueue* queue() { return queue_.get(); }
  bool IsThisThread() const { return running_here == this; }

  // ---- For the loop's own thread ----

  Rooms& rooms() { return rooms_; }
  const rpc::Peers& peers() const { return peers_; }

  /// The readers of `room` on this loop.
  RoomAudience& AudienceOf(const std::shared_ptr<Room>& room);
  /// There is news for it.
  void AddNews(RoomAudience& audience) { news_.push_back(&audience); }

  /// To be looked after once a second, and drained, at once when the drain was before.
  void AddLongCall(LongCall& call);
  void RemoveLongCall(LongCall& call) { long_calls_.erase(&call); }

  /// A member of each call, from when it is waited for until it is over. The queue is there for as
  /// long: to start an operation on one that is shut down aborts the process.
  class Stay {
   public:
    explicit Stay(Loop& loop) : loop_(loop) { ++loop_.calls_; }
    ~Stay() { --loop_.calls_; }
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;

   private:
    Loop& loop_;
  };

 private:
  static thread_local const Loop* running_here;

  void Run();
  void DealOutNews();
  void OnTick(bool ok);
  void OnDrain(bool ok);
  void OnStop(bool ok);

  Rooms& rooms_;
  const rpc::Peers& peers_;
  const Methods& methods_;
  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unordered_map<Room*, std::unique_ptr<RoomAudience>> audiences_;
  std::vector<RoomAudience*> news_;
  std::unordered_set<LongCall*> long_calls_;
  size_t calls_ = 0;
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

}  // namespace workbook::chat
