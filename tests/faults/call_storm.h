// Many concurrent calls, as fast as a server accepts them, with any bytes to any method.
#pragma once

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace workbook::tests {

/// A method's path and its request.
struct StormCall {
  std::string path;
  bool streams_replies = false;  ///< then the call is cancelled once accepted: it may never end
  std::string request;
};

/// The number of calls by status code.
using StatusCounts = std::map<grpc::StatusCode, int>;

/// Makes `count` calls with one request each, as `next` returns them, and waits until all have
/// ended. This thread drives them all.
StatusCounts RunCallStorm(const std::vector<std::shared_ptr<grpc::Channel>>& channels, int count,
                          const std::function<StormCall()>& next);

}  // namespace workbook::tests
