// Adds the id when a message is sent. In a unary call the metadata leaves with it; in a stream it
// has left before, and there may be no message.
#include <grpcpp/support/client_interceptor.h>

#include <memory>
#include <utility>
#include <vector>

#include "lesson.h"

namespace lesson {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;

// Lives as long as its call.
class IdSender final : public grpc::experimental::Interceptor {
 public:
  explicit IdSender(std::string id) : id_(std::move(id)) {}

  // gRPC comes by several times in a call, and says what is about to happen or has just happened.
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_MESSAGE)) {
      methods->GetSendInitialMetadata()->emplace(kRequestId, id_);
    }
    methods->Proceed();  // the call stands still until somebody says this
  }

 private:
  const std::string id_;
};

class IdSenderFactory final : public ClientInterceptorFactoryInterface {
 public:
  explicit IdSenderFactory(NextId next_id) : next_id_(std::move(next_id)) {}

  // A new one for each call, which gRPC deletes with the call.
  grpc::experimental::Interceptor* CreateClientInterceptor(ClientRpcInfo* /*info*/) override {
    return new IdSender(next_id_());
  }

 private:
  const NextId next_id_;
};

}  // namespace

std::shared_ptr<grpc::Channel> DialWithIds(const std::string& target, NextId next_id) {
  std::vector<std::unique_ptr<ClientInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<IdSenderFactory>(std::move(next_id)));
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      target, grpc::InsecureChannelCredentials(), grpc::ChannelArguments(), std::move(factories));
}

}  // namespace lesson
