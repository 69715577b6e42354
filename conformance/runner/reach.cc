#include "conformance/runner/reach.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdio>
#include <future>

#include "absl/strings/str_cat.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace workbook::conformance::runner {

absl::Status Reach(const Target& target) {
  using std::chrono::seconds;
  const auto start = std::chrono::system_clock::now();
  const auto channel = rpc::Dial(target.address, target.credentials);
  if (channel->WaitForConnected(start + seconds(1))) return absl::OkStatus();
  std::fprintf(stderr, "judge: waiting for %s\n", target.address.ToString().c_str());
  if (channel->WaitForConnected(start + seconds(5))) return absl::OkStatus();
  // A channel has no status; a call has.
  grpc::GenericStub stub(channel);
  rpc::CallContext context(std::chrono::seconds(1));
  const grpc::Slice nothing;
  const grpc::ByteBuffer request(&nothing, 1);
  grpc::ByteBuffer reply;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &request, &reply,
                 [&done](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  return absl::UnavailableError(absl::StrCat("no gRPC server answers at ",
                                             target.address.ToString(), ": ",
                                             rpc::Describe(rpc::FromGrpcStatus(status))));
}

}  // namespace workbook::conformance::runner
