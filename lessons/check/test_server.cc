#include "lessons/check/test_server.h"

#include <chrono>
#include <string>
#include <utility>

namespace workbook::lessons::check {

TestServer::TestServer(std::unique_ptr<grpc::Service> service, Over over,
                       const Configure& configure)
    : service_(std::move(service)) {
  grpc::ServerBuilder builder;
  builder.RegisterService(service_.get());
  if (configure) configure(builder);
  int port = 0;
  if (over == Over::kLoopback) {
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  }
  server_ = builder.BuildAndStart();
  if (over == Over::kInProcess) {
    channel_ = server_->InProcessChannel({});
  } else {
    target_ = "127.0.0.1:" + std::to_string(port);
    // Its own connection, which it shares with no other test.
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    channel_ = grpc::CreateCustomChannel(target_, grpc::InsecureChannelCredentials(), arguments);
  }
}

TestServer::~TestServer() { server_->Shutdown(std::chrono::system_clock::now()); }

}  // namespace workbook::lessons::check
