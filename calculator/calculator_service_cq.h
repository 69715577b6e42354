// The calculator's service, completion-queue API: the server says which calls it waits for, and a
// thread of ours takes each event off a queue. The most to write, and the least CPU for each call.
#pragma once

#include <grpcpp/alarm.h>

#include <memory>
#include <thread>

#include "calculator.grpc.pb.h"
#include "rpc/server.h"

namespace workbook::calculator {

class CqCalculatorService final : public rpc::Servable {
 public:
  void Register(grpc::ServerBuilder& builder) override;
  void OnServing() override;
  void OnStopped() override;

 private:
  // Takes events until the queue is told to stop and is empty.
  void Poll();

  calc::Calculator::AsyncService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  grpc::Alarm stop_alarm_;
  std::thread poller_;
};

}  // namespace workbook::calculator
