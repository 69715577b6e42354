// The server that the judge calls: any server, at an address, and not fresh.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "conformance/runner/options.h"
#include "conformance/subject.h"
#include "order_management.pb.h"
#include "route_guide.pb.h"
#include "rpc/address.h"

namespace workbook::conformance::runner {

/// The server, as the command line describes it.
struct Target {
  rpc::Address address;
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  std::string service;                   ///< which one, as on the command line
  bool has_token = false;                ///< each call carries a token
  std::vector<::Feature> features;       ///< those of --features; empty without it
  std::vector<ecommerce::Order> orders;  ///< those of --orders; empty without it
};

/// Reads the files that `options` name. The status has one line: which file it cannot use, and why.
/// Call it before InitGoogleTest, which asks for the suites' subjects.
absl::Status SetTarget(const Options& options);

/// The target of this process.
const Target& TheTarget();

/// TheTarget as a suite's subject: each behaviour gets its own channel.
Subject Judged();

}  // namespace workbook::conformance::runner
