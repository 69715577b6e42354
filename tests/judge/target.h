// The server that is judged: somebody else's, at an address, and not fresh.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "absl/status/status.h"
#include "judge/options.h"
#include "rpc/address.h"
#include "support/subject.h"

namespace workbook::judge {

/// What the command line says of the server.
struct Target {
  rpc::Address address;
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
};

/// Reads the files that `options` name. The status says in one line which cannot be used and why.
/// To be called before GoogleTest is initialised, which asks for the suites' subjects.
absl::Status SetTarget(const Options& options);

/// The one that this process judges.
const Target& TheTarget();

/// A subject of a suite: each behaviour gets a channel of its own to TheTarget.
testing::Subject Judged();

}  // namespace workbook::judge
