// The readers of one room on one thread: the room wakes this, and this wakes them.
#pragma once

#include <grpcpp/alarm.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "chat/room.h"
#include "chat/tag.h"

namespace workbook::chat {

class ReaderCall;

/// All but OnNews is for the thread of the queue.
class RoomAudience final : public Audience, private Tag {
 public:
  RoomAudience(std::shared_ptr<Room> room, grpc::CompletionQueue* queue);

  /// From any thread: takes the news to the queue's.
  void OnNews() override;

  void Enter() { ++readers_; }
  void Exit() { --readers_; }

  /// `call` has read everything: it is to be woken when there is more.
  void Idle(ReaderCall& call);
  /// Or not any more.
  void NoLongerIdle(ReaderCall& call);

  /// True when there are no readers and no news is on its way: it may be deleted, and has to be.
  [[nodiscard]] bool Dissolve() { return readers_ == 0 && room_->Forget(*this); }

  const std::shared_ptr<Room>& room() const { return room_; }

 private:
  void Proceed(bool ok) override;

  const std::shared_ptr<Room> room_;
  grpc::CompletionQueue* const queue_;
  grpc::Alarm news_;  // how a thread is woken that waits on a completion queue
  std::vector<ReaderCall*> idle_;
  size_t readers_ = 0;
};

}  // namespace workbook::chat
