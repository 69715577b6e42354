// A server from start to stop: builder, port, service, and the end of the last call.
#include <memory>
#include <thread>

#include "lessons/serving/lesson.h"

namespace lesson {

absl::Status Serve(const std::string& address, grpc::Service& service, const OnReady& on_ready,
                   const WaitForStop& wait_for_stop, std::chrono::milliseconds grace_period) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials(), &port);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) return absl::UnavailableError("cannot listen on " + address);
  on_ready(port);
  std::thread stopper([&] {
    wait_for_stop();
    server->Shutdown(std::chrono::system_clock::now() + grace_period);
  });
  server->Wait();
  stopper.join();
  return absl::OkStatus();
}

}  // namespace lesson
