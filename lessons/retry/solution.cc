// Retry: gRPC repeats the calls that a service config declares safe to repeat.
#include "absl/strings/substitute.h"
#include "lessons/retry/lesson.h"

namespace lesson {

std::string ServiceConfig(const Retries& retries) {
  return absl::Substitute(
      R"json({
        "methodConfig": [{
          "name": [{"service": "ecommerce.OrderManagement", "method": "getOrder"}],
          "timeout": "$0",
          "retryPolicy": {
            "maxAttempts": $1,
            "initialBackoff": "$2",
            "backoffMultiplier": $3,
            "maxBackoff": "$4",
            "retryableStatusCodes": ["UNAVAILABLE"]
          }
        }]
      })json",
      InJson(retries.timeout), retries.attempts, InJson(retries.first_pause), retries.factor,
      InJson(retries.longest_pause));
}

std::shared_ptr<grpc::Channel> DialWithRetries(const std::string& target, const Retries& retries) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(ServiceConfig(retries));
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace lesson
