// What fan-out costs: one speaker, S readers, over real sockets against the real server program.
// With a burst of 1 each message is awaited before the next ("trickle"); with 64 they come back to
// back. The figure that compares is server_us: the server's CPU time, user and system, for each
// message delivered to a reader.
#include <benchmark/benchmark.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bench/server_process.h"
#include "chat.grpc.pb.h"
#include "chat_message.grpc.pb.h"
#include "rpc/channel.h"

namespace workbook::bench {
namespace {

constexpr std::chrono::minutes kStreamTimeout{10};
// The server takes 100 streams on a connection.
constexpr int kReadersOnAChannel = 50;

// Counts what all readers together have seen, and lets one thread wait for a total.
class Tally {
 public:
  void Add() {
    const std::scoped_lock lock(mutex_);
    if (++count_ == awaited_) reached_.notify_one();
  }

  // False when the total is not reached in a time that no healthy run needs.
  bool Await(size_t total) {
    std::unique_lock lock(mutex_);
    awaited_ = total;
    return reached_.wait_for(lock, std::chrono::minutes(1), [&] { return count_ >= total; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable reached_;
  size_t count_ = 0;
  size_t awaited_ = 0;
};

// Reads the room through the first tutorial's door until it is cancelled.
class Reader final : public grpc::ClientReadReactor<chat_proto::ChatMessage> {
 public:
  Reader(chat_proto::Chat::Stub& stub, Tally& registered, Tally& delivered)
      : context_(kStreamTimeout), registered_(registered), delivered_(delivered) {
    stub.async()->recv(&context_, &request_, this);
    StartRead(&message_);
    StartCall();
  }

  // Returns when gRPC is done with this reader.
  ~Reader() override {
    context_.TryCancel();
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [this] { return done_; });
  }

  void OnReadInitialMetadataDone(bool ok) override {
    if (ok) registered_.Add();
  }
  void OnReadDone(bool ok) override {
    if (!ok) return;
    delivered_.Add();
    StartRead(&message_);
  }
  void OnDone(const grpc::Status& /*status*/) override {
    const std::scoped_lock lock(mutex_);
    done_ = true;
    ended_.notify_one();
  }

 private:
  rpc::CallContext context_;
  chat_proto::Empty request_;
  chat_proto::ChatMessage message_;
  Tally& registered_;
  Tally& delivered_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
};

// A connection of its own: channels to one address share theirs otherwise.
std::shared_ptr<grpc::Channel> DialAnew(const rpc::Address& address) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  args.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  args.SetInt(GRPC_ARG_ENABLE_CHANNELZ, 0);
  return grpc::CreateCustomChannel(address.ToString(), grpc::InsecureChannelCredentials(), args);
}

void FanOut(benchmark::State& state) {
  const auto readers_wanted = static_cast<size_t>(state.range(0));
  const auto burst = static_cast<size_t>(state.range(1));
  const auto text_bytes = static_cast<size_t>(state.range(2));
  const auto server = ServerProcess::Start(CHAT_SERVER, {});
  if (!server.ok()) return state.SkipWithError("the server does not start");

  Tally registered;
  Tally delivered;
  std::vector<std::unique_ptr<chat_proto::Chat::Stub>> stubs;
  std::vector<std::unique_ptr<Reader>> readers;
  while (readers.size() < readers_wanted) {
    if (readers.size() % kReadersOnAChannel == 0) {
      stubs.push_back(chat_proto::Chat::NewStub(DialAnew((*server)->address())));
    }
    readers.push_back(std::make_unique<Reader>(*stubs.back(), registered, delivered));
  }
  if (!registered.Await(readers_wanted)) return state.SkipWithError("not all readers came in");

  rpc::CallContext context(kStreamTimeout);
  ::chat::Empty reply;
  const auto speaker = ::chat::ChatService::NewStub(DialAnew((*server)->address()));
  const auto stream = speaker->Chat(&context, &reply);
  ::chat::ChatMessage message;
  message.set_user("speaker");
  message.set_message(std::string(text_bytes, 'x'));

  size_t expected = 0;
  const std::chrono::nanoseconds cpu_before = (*server)->CpuTime();
  for (auto _ : state) {
    for (size_t i = 0; i < burst; ++i) stream->Write(message);
    expected += burst * readers_wanted;
    if (!delivered.Await(expected)) {
      state.SkipWithError("messages were lost");
      break;
    }
  }
  const std::chrono::duration<double, std::micro> cpu = (*server)->CpuTime() - cpu_before;
  state.SetItemsProcessed(static_cast<int64_t>(expected));
  state.counters["server_us"] = cpu.count() / static_cast<double>(expected);
  stream->WritesDone();
  stream->Finish();
}

BENCHMARK(FanOut)
    ->ArgNames({"readers", "burst", "bytes"})
    ->ArgsProduct({{10, 100, 1000}, {1, 64}, {64}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace workbook::bench
