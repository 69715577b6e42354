// Retries what sounds as if it might pass. Who was told INTERNAL or DEADLINE_EXCEEDED does not know
// how far the server came, and a server in trouble is asked for more.
#include "lesson.h"

namespace lesson {

// In JSON, as gRPC reads it: what to do with the calls of which methods.
const char kServiceConfig[] = R"json({
  "methodConfig": [{
    "name": [{"service": "ecommerce.OrderManagement", "method": "getOrder"}],
    "retryPolicy": {
      "maxAttempts": 4,
      "initialBackoff": "0.05s",
      "maxBackoff": "0.5s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE", "DEADLINE_EXCEEDED", "INTERNAL", "UNKNOWN", "ABORTED"]
    }
  }]
})json";

std::shared_ptr<grpc::Channel> DialWithRetries(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(kServiceConfig);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace lesson
