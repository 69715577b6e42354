#include "tests/bench/fanout/grpc_system.h"

#include <algorithm>
#include <utility>

namespace workbook::tests {
GrpcSystem::GrpcSystem(std::unique_ptr<ServerProcess> server, GrpcReading reading,
                       MakePublisher publisher, size_t streams)
    : server_(std::move(server)),
      reading_(std::move(reading)),
      streams_(streams),
      publisher_(publisher(Dial(), queue_)) {}

GrpcSystem::~GrpcSystem() {
  publisher_->Cancel();
  for (const std::unique_ptr<GrpcReader>& reader : readers_) reader->Cancel();
  queue_.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue_.Next(&tag, &ok)) {
  }
}

absl::Status GrpcSystem::Add(size_t readers, bool stalled) {
  const size_t before = readers_.size();
  for (size_t i = 0; i < readers; ++i) {
    if (i % streams_ == 0) stubs_.push_back(std::make_unique<grpc::GenericStub>(Dial()));
    readers_.push_back(std::make_unique<GrpcReader>(*stubs_.back(), reading_, stalled, queue_));
  }
  Deliveries ignored;
  for (size_t i = before; i < readers_.size(); ++i) {
    while (!readers_[i]->registered()) {
      if (absl::Status status = WaitForEvent(ignored); !status.ok()) return status;
      if (readers_[i]->failed()) return absl::UnavailableError("a reader was not let in");
    }
  }
  return absl::OkStatus();
}

absl::Status GrpcSystem::Publish(const std::string& text, size_t count, bool pipelined) {
  publisher_->Publish(text, count, pipelined);
  return absl::OkStatus();
}

absl::Status GrpcSystem::WaitForEvent(Deliveries& deliveries) {
  void* tag = nullptr;
  bool ok = false;
  const auto deadline = std::chrono::system_clock::now() + kSilence;
  if (queue_.AsyncNext(&tag, &ok, deadline) != grpc::CompletionQueue::GOT_EVENT) {
    return absl::DeadlineExceededError("nothing is delivered any more");
  }
  static_cast<GrpcOperation*>(tag)->Done(ok, deliveries);
  return publisher_->failed() ? absl::UnavailableError("publishing failed") : absl::OkStatus();
}

// A new connection, because channels to one address otherwise share one; and without options that a
// load client does not need, which would take CPU time from the server.
std::shared_ptr<grpc::Channel> GrpcSystem::Dial() const {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  args.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  args.SetInt(GRPC_ARG_ENABLE_CHANNELZ, 0);
  args.SetInt(GRPC_ARG_MINIMAL_STACK, 1);
  return rpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials(), args);
}

}  // namespace workbook::tests
