// The server that is judged: somebody else's, at an address, and not fresh.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "judge/options.h"
#include "order_management.pb.h"
#include "route_guide.pb.h"
#include "rpc/address.h"
#include "support/subject.h"

namespace workbook::judge {

/// What the command line says of the server.
struct Target {
  rpc::Address address;
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  std::string service;                   ///< which one is judged, as on the command line
  bool has_token = false;                ///< a token goes with every call
  std::vector<::Feature> features;       ///< what it is said to serve; empty when nothing was said
  std::vector<ecommerce::Order> orders;  ///< likewise
};

/// Reads the files that `options` name. The status says in one line which cannot be used and why.
/// To be called before GoogleTest is initialised, which asks for the suites' subjects.
absl::Status SetTarget(const Options& options);

/// The one that this process judges.
const Target& TheTarget();

/// A subject of a suite: each behaviour gets a channel of its own to TheTarget.
testing::Subject Judged();

}  // namespace workbook::judge
