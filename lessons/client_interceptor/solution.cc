// A client interceptor: every call on a channel gets an id, whichever code makes it.
#include <utility>

#include "lessons/client_interceptor/lesson.h"

namespace lesson {
namespace {

using grpc::experimental::InterceptionHookPoints;

// Belongs to one call, and lives as long.
class IdSender final : public grpc::experimental::Interceptor {
 public:
  IdSender(std::string id, const OnEnd& on_end) : id_(std::move(id)), on_end_(on_end) {}

  // gRPC calls this several times in a call, before and after it sends or receives something.
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      auto* metadata = methods->GetSendInitialMetadata();  // a multimap of strings
      if (const auto own = metadata->find(kRequestId); own != metadata->end()) {
        id_ = own->second;
      } else {
        metadata->emplace(kRequestId, id_);
      }
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_STATUS)) {
      on_end_(id_, methods->GetRecvStatus()->error_code());
    }
    methods->Proceed();  // without this the call hangs
  }

 private:
  std::string id_;
  const OnEnd& on_end_;
};

// Belongs to the channel.
class IdSenderFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  IdSenderFactory(NextId next_id, OnEnd on_end)
      : next_id_(std::move(next_id)), on_end_(std::move(on_end)) {}

  // Called for each call. gRPC deletes the interceptor with the call.
  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* /*info*/) override {
    return new IdSender(next_id_(), on_end_);
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
