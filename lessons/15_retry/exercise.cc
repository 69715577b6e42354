// Lesson 15, retry: gRPC tries again by itself what a service config says is safe to try again.
#include "lesson.h"

namespace lesson {

// In JSON, as gRPC reads it: what to do with the calls of which methods.
// TODO: add a "retryPolicy" beside the name: at most four attempts, only after UNAVAILABLE, with a
// pause of 0.05 s before the second, twice as long each time, and of 0.5 s at most.
const char kServiceConfig[] = R"json({
  "methodConfig": [{
    "name": [{"service": "ecommerce.OrderManagement", "method": "getOrder"}]
  }]
})json";

std::shared_ptr<grpc::Channel> DialWithRetries(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(kServiceConfig);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace lesson
