// grpc::testing::DefaultReactorTestPeer: the default reactor of a handler that is called without a
// server. gRPC 1.51 has a header for it; 1.83 names the class as a friend and installs no header.
#pragma once

#if __has_include(<grpcpp/test/default_reactor_test_peer.h>)
#include <grpcpp/test/default_reactor_test_peer.h>
#else

#include <grpcpp/server_context.h>

#include <functional>
#include <utility>

namespace grpc::testing {

class DefaultReactorTestPeer {
 public:
  DefaultReactorTestPeer(CallbackServerContext* context, std::function<void(Status)> on_finish)
      : context_(context) {
    context_->SetupTestDefaultReactor(std::move(on_finish));
  }

  ServerUnaryReactor* reactor() const {
    return reinterpret_cast<ServerUnaryReactor*>(&context_->default_reactor_);
  }

 private:
  CallbackServerContext* const context_;
};

}  // namespace grpc::testing

#endif
