// Two doors as one: the chat's own, and the first tutorial's where the server has only that.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "chat/client_door.h"

namespace workbook::chat {

/// Which one it is shows when the server is asked for the first time, which may be long after this
/// is made.
class AutoDoor final : public ChatDoor {
 public:
  /// `room` is the name of the room that `first` leads to; what `second` leads to is `lobby`.
  AutoDoor(std::unique_ptr<ChatDoor> first, std::unique_ptr<ChatDoor> second, std::string room);

  Answer Say(const Line& line) override { return current().Say(line); }
  std::unique_ptr<Subscription> Subscribe(const Beginning& beginning) override {
    return current().Subscribe(beginning);
  }
  bool HasNumbers() const override { return current().HasNumbers(); }
  std::optional<std::string> FallBack() override;

 private:
  ChatDoor& current() const { return fallen_back_ ? *second_ : *first_; }

  const std::unique_ptr<ChatDoor> first_;
  const std::unique_ptr<ChatDoor> second_;
  const std::string room_;
  std::atomic<bool> fallen_back_ = false;
};

}  // namespace workbook::chat
