// Retry: gRPC repeats the calls that a service config declares safe to repeat.
#include "lessons/retry/lesson.h"

namespace lesson {

// JSON that gRPC reads: methods, and how to treat their calls.
const char kServiceConfig[] = R"json({
  "methodConfig": [{
    "name": [{"service": "ecommerce.OrderManagement", "method": "getOrder"}],
    "retryPolicy": {
      "maxAttempts": 4,
      "initialBackoff": "0.05s",
      "maxBackoff": "0.5s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }]
})json";

std::shared_ptr<grpc::Channel> DialWithRetries(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(kServiceConfig);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace lesson
