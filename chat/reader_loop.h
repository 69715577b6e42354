// One thread, one completion queue, and the readers whose streams it serves: from the first event
// of a stream to the last, nobody else touches it. That is why nothing here has a lock.
#pragma once

#include <grpcpp/alarm.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "chat/reader_door.h"
#include "chat/rooms.h"
#include "chat/tag.h"

namespace workbook::chat {

class ReaderCall;
class RoomAudience;

/// All methods but the first four are for the loop's own thread.
class ReaderLoop {
 public:
  /// `rooms` and `doors` have to outlive the loop.
  ReaderLoop(Rooms& rooms, const std::vector<ReaderDoor>& doors,
             std::unique_ptr<grpc::ServerCompletionQueue> queue);
  ~ReaderLoop();

  /// Waits for calls, on a thread of its own from now on.
  void Start();
  /// Ends the thread, also one that was never started. After the server's Shutdown, never before.
  void Stop();

  Rooms& rooms() { return rooms_; }
  grpc::ServerCompletionQueue* queue() { return queue_.get(); }

  /// The readers of `room` on this loop.
  RoomAudience& AudienceOf(const std::shared_ptr<Room>& room);

  /// To be looked at once a second, or not any more.
  void Watch(ReaderCall& call) { watched_.insert(&call); }
  void Unwatch(ReaderCall& call) { watched_.erase(&call); }

 private:
  void Run();
  void OnTick(bool ok);
  void OnStop(bool ok);

  Rooms& rooms_;
  const std::vector<ReaderDoor>& doors_;
  const std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unordered_map<Room*, std::unique_ptr<RoomAudience>> audiences_;
  std::unordered_set<ReaderCall*> watched_;

  MemberTag<ReaderLoop, &ReaderLoop::OnTick> tick_tag_{this};
  MemberTag<ReaderLoop, &ReaderLoop::OnStop> stop_tag_{this};
  grpc::Alarm tick_;
  grpc::Alarm stop_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace workbook::chat
