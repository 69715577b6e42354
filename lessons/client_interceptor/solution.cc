// A client interceptor: every call on a channel gets an id, whichever code makes it.
#include <grpcpp/support/client_interceptor.h>

#include <memory>
#include <utility>
#include <vector>

#include "lessons/client_interceptor/lesson.h"

namespace lesson {
namespace {

using grpc::experimental::ClientInterceptorFactoryInterface;
using grpc::experimental::ClientRpcInfo;
using grpc::experimental::InterceptionHookPoints;

// Lives as long as its call.
class IdSender final : public grpc::experimental::Interceptor {
 public:
  explicit IdSender(std::string id) : id_(std::move(id)) {}

  // gRPC calls this several times in a call, before and after it sends or receives something.
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      methods->GetSendInitialMetadata()->emplace(kRequestId, id_);
    }
    methods->Proceed();  // without this the call hangs
  }

 private:
  const std::string id_;
};

class IdSenderFactory final : public ClientInterceptorFactoryInterface {
 public:
  explicit IdSenderFactory(NextId next_id) : next_id_(std::move(next_id)) {}

  // Called for each call. gRPC deletes the interceptor with the call.
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
