// The stream of somebody who speaks at the door chat of FaultyChat.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <string>
#include <utility>
#include <vector>

#include "judge/faulty_lobby.h"

namespace workbook::testing {

/// Deletes itself. `cut_off` is true once a speaker was; it and `room` have to outlive this.
class FaultySpeaker final : public grpc::ServerReadReactor<grpc::ByteBuffer> {
 public:
  FaultySpeaker(FaultyLobby& room, std::atomic<bool>& cut_off, std::string peer)
      : room_(room), cut_off_(cut_off), peer_(std::move(peer)) {
    StartRead(&bytes_);
  }

  void OnReadDone(bool ok) override;
  void OnCancel() override { cut_off_ = true; }
  void OnDone() override { delete this; }

 private:
  grpc::Status Take();
  void TellWhatWaits();

  FaultyLobby& room_;
  std::atomic<bool>& cut_off_;
  const std::string peer_;
  grpc::ByteBuffer bytes_;
  int count_ = 0;
  std::vector<FaultyLobby::Word> waiting_;
  grpc::Status status_;
};

}  // namespace workbook::testing
