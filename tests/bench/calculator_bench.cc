// The cost of one unary call in each of gRPC's three APIs, with 1 and with 64 calls in flight: over
// TCP against the real server program, and in process. The load client is always the same, so only
// the server differs.
#include <benchmark/benchmark.h>
#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "calculator.grpc.pb.h"
#include "calculator/calculator_service_callback.h"
#include "calculator/calculator_service_cq.h"
#include "calculator/calculator_service_sync.h"
#include "rpc/channel.h"
#include "rpc/server.h"
#include "tests/bench/server_process.h"

namespace workbook::tests {
namespace {

// A closed loop: `in_flight` calls of Add, each replaced by a new one when it ends.
class AddLoad {
 public:
  AddLoad(const std::shared_ptr<grpc::Channel>& channel, size_t in_flight)
      : stub_(calc::Calculator::NewStub(channel)), calls_(in_flight) {
    request_.set_n1(20);
    request_.set_n2(10);
    for (Call& call : calls_) Start(call);
  }

  ~AddLoad() {
    queue_.Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_.Next(&tag, &ok)) {
    }
  }

  // Waits for the end of one call and starts the next; false when it failed.
  bool Step() {
    void* tag = nullptr;
    bool ok = false;
    if (!queue_.Next(&tag, &ok)) return false;
    Call& call = *static_cast<Call*>(tag);
    const bool right = call.status.ok() && call.reply.n1() == 30;
    Start(call);
    return right;
  }

 private:
  struct Call {
    std::optional<rpc::CallContext> context;
    calc::AddReply reply;
    grpc::Status status;
    std::unique_ptr<grpc::ClientAsyncResponseReader<calc::AddReply>> reader;
  };

  void Start(Call& call) {
    call.reader.reset();  // before the context that it refers to
    call.context.emplace(rpc::kDefaultTimeout);
    call.reader = stub_->AsyncAdd(&*call.context, request_, &queue_);
    call.reader->Finish(&call.reply, &call.status, &call);
  }

  const std::unique_ptr<calc::Calculator::Stub> stub_;
  grpc::CompletionQueue queue_;
  calc::AddRequest request_;
  std::vector<Call> calls_;
};

void Run(benchmark::State& state, const std::shared_ptr<grpc::Channel>& channel) {
  AddLoad load(channel, static_cast<size_t>(state.range(0)));
  for (auto _ : state) {
    if (!load.Step()) {
      state.SkipWithError("a call failed");
      break;
    }
  }
  state.SetItemsProcessed(state.iterations());
}

// Without options that a load client does not need: their cost would count as the server's.
std::shared_ptr<grpc::Channel> DialForLoad(const rpc::Address& address) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  args.SetInt(GRPC_ARG_ENABLE_CHANNELZ, 0);
  return rpc::CreateChannel(address, grpc::InsecureChannelCredentials(), args);
}

void OverTcp(benchmark::State& state, const std::string& api) {
  const auto server = ServerProcess::Start(CALCULATOR_SERVER, {"--api=" + api});
  if (!server.ok()) {
    state.SkipWithError(server.status().ToString().c_str());
    return;
  }
  const auto channel = DialForLoad((*server)->address());
  channel->WaitForConnected(std::chrono::system_clock::now() + rpc::kDefaultTimeout);
  const auto before = (*server)->CpuTime();
  Run(state, channel);
  const std::chrono::duration<double, std::micro> used = (*server)->CpuTime() - before;
  state.counters["server_cpu_us"] =
      benchmark::Counter(used.count(), benchmark::Counter::kAvgIterations);
}

template <typename Servable>
std::unique_ptr<rpc::Servable> Make() {
  return std::make_unique<Servable>();
}

void InProcess(benchmark::State& state, std::unique_ptr<rpc::Servable> (*make)()) {
  const std::unique_ptr<rpc::Servable> service = make();
  const auto server = rpc::Server::InProcess(*service);
  Run(state, server->InProcessChannel());
}

void InFlight(benchmark::internal::Benchmark* bench) {
  bench->ArgName("in_flight")->Arg(1)->Arg(64)->UseRealTime()->Unit(benchmark::kMicrosecond);
}

BENCHMARK_CAPTURE(OverTcp, Sync, "sync")->Apply(InFlight);
BENCHMARK_CAPTURE(OverTcp, Callback, "callback")->Apply(InFlight);
BENCHMARK_CAPTURE(OverTcp, Cq, "cq")->Apply(InFlight);
BENCHMARK_CAPTURE(InProcess, Sync, Make<rpc::Hosted<calculator::SyncCalculatorService>>)
    ->Apply(InFlight);
BENCHMARK_CAPTURE(InProcess, Callback, Make<rpc::Hosted<calculator::CallbackCalculatorService>>)
    ->Apply(InFlight);
BENCHMARK_CAPTURE(InProcess, Cq, Make<calculator::CqCalculatorService>)->Apply(InFlight);

}  // namespace
}  // namespace workbook::tests
