#include "tests/service/probe_service.h"

#include <grpcpp/alarm.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "base/mutex.h"
#include "probe.grpc.pb.h"

namespace workbook::tests {
namespace {

namespace v1 = ::workbook::test::v1;

grpc::Status Reply(const v1::ProbeRequest& request, v1::ProbeResponse& response) {
  response.set_payload_bytes(static_cast<int64_t>(request.payload().size()));
  return grpc::Status(static_cast<grpc::StatusCode>(request.code()), request.message());
}

class SyncProbe final : public rpc::Servable, public v1::ProbeService::Service {
 public:
  explicit SyncProbe(ProbeLog& log) : log_(log) {}
  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }
  void OnDrain() override { log_.Drain(); }

  grpc::Status Probe(grpc::ServerContext* context, const v1::ProbeRequest* request,
                     v1::ProbeResponse* response) override {
    if (request->until() == v1::UNTIL_UNSPECIFIED) return Reply(*request, *response);
    log_.entered.Notify();
    // Polls for the cancellation: the synchronous API has no signal for it.
    while (!context->IsCancelled()) {
      if (request->until() == v1::UNTIL_DRAIN && log_.is_draining()) {
        return Reply(*request, *response);
      }
      std::this_thread::yield();
    }
    log_.saw_cancel.Notify();
    return grpc::Status::CANCELLED;
  }

 private:
  ProbeLog& log_;
};

// Lives until its OnDone. Drain and cancellation race for the one Finish: the one that sets
// `finished_` calls it, and until then the reactor is alive.
class WaitingReactor final : public grpc::ServerUnaryReactor {
 public:
  WaitingReactor(ProbeLog& log, const v1::ProbeRequest& request, v1::ProbeResponse& response)
      : log_(log) {
    const grpc::Status status = Reply(request, response);
    if (request.until() == v1::UNTIL_DRAIN) {
      log_.OnDrain([this, finished = finished_, status] {
        if (!finished->exchange(true)) Finish(status);
      });
    }
    log_.entered.Notify();
  }

  void OnCancel() override {
    log_.saw_cancel.Notify();
    if (!finished_->exchange(true)) Finish(grpc::Status::CANCELLED);
  }
  void OnDone() override { delete this; }

 private:
  ProbeLog& log_;
  const std::shared_ptr<std::atomic<bool>> finished_ = std::make_shared<std::atomic<bool>>(false);
};

class CallbackProbe final : public rpc::Servable, public v1::ProbeService::CallbackService {
 public:
  explicit CallbackProbe(ProbeLog& log) : log_(log) {}
  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }
  void OnDrain() override { log_.Drain(); }

  grpc::ServerUnaryReactor* Probe(grpc::CallbackServerContext* context,
                                  const v1::ProbeRequest* request,
                                  v1::ProbeResponse* response) override {
    if (request->until() != v1::UNTIL_UNSPECIFIED) {
      return new WaitingReactor(log_, *request, *response);
    }
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(Reply(*request, *response));
    return reactor;
  }

 private:
  ProbeLog& log_;
};

// One call of the completion-queue API. Once the call has arrived, the queue delivers two events:
// the call is done (or cancelled), and Finish has ended. The later one deletes the object.
class CqCall final {
 public:
  using Event = std::function<void(bool ok)>;

  static void Wait(ProbeLog& log, v1::ProbeService::AsyncService& service,
                   grpc::ServerCompletionQueue& queue, const bool& stopped) {
    new CqCall(log, service, queue, stopped);
  }

 private:
  CqCall(ProbeLog& log, v1::ProbeService::AsyncService& service, grpc::ServerCompletionQueue& queue,
         const bool& stopped)
      : log_(log), service_(service), queue_(queue), stopped_(stopped) {
    context_.AsyncNotifyWhenDone(&done_);
    service_.RequestProbe(&context_, &request_, &responder_, &queue_, &queue_, &arrived_);
  }

  void OnArrived(bool ok) {
    if (!ok) {  // shut down before a call arrived: `done_` does not come either
      delete this;
      return;
    }
    if (stopped_) return FinishOnce(grpc::Status::CANCELLED);
    Wait(log_, service_, queue_, stopped_);
    status_ = Reply(request_, response_);
    if (request_.until() == v1::UNTIL_UNSPECIFIED) return FinishOnce(status_);
    if (request_.until() == v1::UNTIL_DRAIN) {
      log_.OnDrain([this, finished = finished_, status = status_] {
        if (!finished->exchange(true)) responder_.Finish(response_, status, &finish_);
      });
    }
    log_.entered.Notify();
  }

  void OnDone() {
    if (context_.IsCancelled()) {
      if (request_.until() != v1::UNTIL_UNSPECIFIED) log_.saw_cancel.Notify();
      FinishOnce(grpc::Status::CANCELLED);
    }
    OnEvent();
  }

  void FinishOnce(const grpc::Status& status) {
    if (finished_->exchange(true)) return;
    if (stopped_) return OnEvent();  // the queue is shut down
    responder_.Finish(response_, status, &finish_);
  }

  void OnEvent() {
    if (--events_left_ == 0) delete this;
  }

  ProbeLog& log_;
  v1::ProbeService::AsyncService& service_;
  grpc::ServerCompletionQueue& queue_;
  const bool& stopped_;
  Event arrived_ = [this](bool ok) { OnArrived(ok); };
  Event done_ = [this](bool) { OnDone(); };
  Event finish_ = [this](bool) { OnEvent(); };
  int events_left_ = 2;
  const std::shared_ptr<std::atomic<bool>> finished_ = std::make_shared<std::atomic<bool>>(false);
  grpc::ServerContext context_;
  v1::ProbeRequest request_;
  v1::ProbeResponse response_;
  grpc::Status status_;
  grpc::ServerAsyncResponseWriter<v1::ProbeResponse> responder_{&context_};
};

class CqProbe final : public rpc::Servable {
 public:
  explicit CqProbe(ProbeLog& log) : log_(log) {}

  void Register(grpc::ServerBuilder& builder) override {
    builder.RegisterService(&service_);
    queue_ = builder.AddCompletionQueue();
  }
  void OnServing() override {
    CqCall::Wait(log_, service_, *queue_, stopped_);
    poller_ = std::jthread([this] {
      void* tag = nullptr;
      bool ok = false;
      while (queue_->Next(&tag, &ok)) (*static_cast<CqCall::Event*>(tag))(ok);
    });
  }
  void OnDrain() override { log_.Drain(); }
  void OnStopped() override {
    // On the poller's thread: no other event may start an operation on a queue that is shut down.
    stop_alarm_.Set(queue_.get(), std::chrono::system_clock::now(), &stop_);
    poller_.join();
  }

 private:
  ProbeLog& log_;
  v1::ProbeService::AsyncService service_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  grpc::Alarm stop_alarm_;
  bool stopped_ = false;  // for the poller's thread alone
  CqCall::Event stop_ = [this](bool) {
    stopped_ = true;
    queue_->Shutdown();
  };
  std::jthread poller_;
};

}  // namespace

void ProbeLog::Drain() {
  std::vector<std::function<void()>> wakes;
  {
    const base::MutexLock lock(mutex_);
    draining_.Notify();
    wakes.swap(wakes_);
  }
  for (const auto& wake : wakes) wake();
}

void ProbeLog::OnDrain(std::function<void()> wake) {
  {
    const base::MutexLock lock(mutex_);
    if (!draining_.HasBeenNotified()) {
      wakes_.push_back(std::move(wake));
      return;
    }
  }
  wake();
}

std::unique_ptr<rpc::Servable> MakeSyncProbe(ProbeLog& log) {
  return std::make_unique<SyncProbe>(log);
}
std::unique_ptr<rpc::Servable> MakeCallbackProbe(ProbeLog& log) {
  return std::make_unique<CallbackProbe>(log);
}
std::unique_ptr<rpc::Servable> MakeCqProbe(ProbeLog& log) { return std::make_unique<CqProbe>(log); }

}  // namespace workbook::tests
