// A client interceptor: every call on a channel gets an id, whichever code makes it.
#include <utility>

#include "lessons/client_interceptor/lesson.h"

namespace lesson {
namespace {

using grpc::experimental::InterceptionHookPoints;

// Belongs to one call, and lives as long.
class IdSender final : public grpc::experimental::Interceptor {
 public:
  // gRPC calls this several times in a call, before and after it sends or receives something.
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    // TODO: send the call's id, unless the caller has set one. When the status has arrived, call
    // on_end with the id that was sent. The call's id and on_end have to come from the factory.
    methods->Proceed();  // without this the call hangs
  }
};

// Belongs to the channel.
class IdSenderFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  IdSenderFactory(NextId next_id, OnEnd on_end)
      : next_id_(std::move(next_id)), on_end_(std::move(on_end)) {}

  // Called for each call. gRPC deletes the interceptor with the call.
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* /*info*/) override {
    return new IdSender;
  }

 private:
  const NextId next_id_;
  const OnEnd on_end_;
};

}  // namespace

std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> SendIds(NextId next_id,
                                                                               OnEnd on_end) {
  return std::make_unique<IdSenderFactory>(std::move(next_id), std::move(on_end));
}

}  // namespace lesson
