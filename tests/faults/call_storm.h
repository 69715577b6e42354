// Calls as fast as a server takes them: bytes go to any of its methods, many calls at a time.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace workbook::testing {

/// A method's path and what is sent to it.
struct StormCall {
  std::string path;
  bool streams_replies = false;  ///< such a call is cancelled once it was accepted: it may not end
  std::string request;
};

/// How many calls ended with which code.
using StatusCounts = std::map<grpc::StatusCode, int>;

/// Makes `count` calls, each as `next` says, one request in each, and waits for their ends.
/// Drives all from this thread.
StatusCounts RunCallStorm(const std::vector<std::shared_ptr<grpc::Channel>>& channels, int count,
                          const std::function<StormCall()>& next);

}  // namespace workbook::testing
