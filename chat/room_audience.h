// The readers of one room on one thread: the room wakes this, and this wakes them.
#pragma once

#include <grpcpp/alarm.h>

#include <cstddef>
#include <memory>
#include <vector>

#include "chat/room.h"
#include "chat/tag.h"

namespace workbook::chat {

class Loop;
class ReaderCall;

/// All but OnNews is for the loop's thread.
class RoomAudience final : public Audience, private Tag {
 public:
  RoomAudience(Loop& loop, std::shared_ptr<Room> room);

  /// From any thread: takes the news to the loop's.
  void OnNews() override;

  /// Reads the news out, to those who wait for it.
  void Hear();

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

  Loop& loop_;
  const std::shared_ptr<Room> room_;
  grpc::Alarm wake_up_;  // how a thread is woken that waits on a completion queue
  std::vector<ReaderCall*> idle_;
  size_t readers_ = 0;
};

}  // namespace workbook::chat
