// Retry: gRPC repeats the calls that a service config declares safe to repeat.
#include "lessons/retry/lesson.h"

namespace lesson {

// JSON that gRPC reads: methods, and how to treat their calls.
// TODO: add a "retryPolicy" beside the name: at most four attempts, only after UNAVAILABLE, with a
// pause of 0.05 s before the second, then twice as long each time, but at most 0.5 s.
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
