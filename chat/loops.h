// The loops of a server: all of its calls, spread over a few threads.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "chat/loop.h"
#include "chat/methods.h"
#include "chat/rooms.h"

namespace workbook::chat {

/// Its methods are those of rpc::Servable, in their order.
class Loops {
 public:
  /// `rooms` and `peers` have to outlive the loops.
  Loops(Rooms& rooms, const rpc::Peers& peers, Methods methods, size_t threads)
      : rooms_(rooms), peers_(peers), methods_(std::move(methods)), threads_(threads) {}

  void Register(grpc::ServerBuilder& builder) {
    while (loops_.size() < threads_) {
      loops_.push_back(
          std::make_unique<Loop>(rooms_, peers_, methods_, builder.AddCompletionQueue()));
    }
  }

  void OnServing() {
    for (const auto& loop : loops_) loop->Start();
  }

  void OnDrain() {
    for (const auto& loop : loops_) loop->Drain();
  }

  void OnStopped() {
    for (const auto& loop : loops_) loop->Stop();
    for (const auto& loop : loops_) loop->Close();
  }

 private:
  Rooms& rooms_;
  const rpc::Peers& peers_;
  const Methods methods_;
  const size_t threads_;
  std::vector<std::unique_ptr<Loop>> loops_;
};

}  // namespace workbook::chat
