// The calculator's service, completion-queue API: the server requests each call that it will take,
// and a thread of its own takes the events off a queue. The most code, and the least CPU per call.
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
  // Takes events until the queue is shut down and empty.
  void Poll();

  calc::Calculator::AsyncService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  grpc::Alarm stop_alarm_;
  std::thread poller_;
};

}  // namespace workbook::calculator
