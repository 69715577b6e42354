// The fan-out: all doors' readers, spread over a few threads.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "chat/reader_door.h"
#include "chat/reader_loop.h"
#include "chat/rooms.h"

namespace workbook::chat {

/// Its methods are those of rpc::Servable, in their order.
class Fanout {
 public:
  /// `rooms` has to outlive the fan-out.
  Fanout(Rooms& rooms, std::vector<ReaderDoor> doors, size_t threads)
      : rooms_(rooms), doors_(std::move(doors)), threads_(threads) {}

  void Register(grpc::ServerBuilder& builder) {
    while (loops_.size() < threads_) {
      loops_.push_back(std::make_unique<ReaderLoop>(rooms_, doors_, builder.AddCompletionQueue()));
    }
  }

  void OnServing() {
    for (const auto& loop : loops_) loop->Start();
  }

  void OnStopped() {
    for (const auto& loop : loops_) loop->Stop();
  }

 private:
  Rooms& rooms_;
  const std::vector<ReaderDoor> doors_;
  const size_t threads_;
  std::vector<std::unique_ptr<ReaderLoop>> loops_;
};

}  // namespace workbook::chat
