// The fixture of the tests on calls and servers: one server with the probe service, one channel.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <initializer_list>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>

#include "conformance/subject.h"
#include "probe.grpc.pb.h"
#include "rpc/channel.h"
#include "tests/service/probe_service.h"

namespace workbook::tests {

namespace v1 = ::workbook::test::v1;

/// Longer than any step here takes, even on a busy machine: it only ends a hang.
inline constexpr absl::Duration kHang = absl::Seconds(20);

/// One of gRPC's three C++ APIs.
struct Api {
  std::string name;
  std::unique_ptr<rpc::Servable> (*make)(ProbeLog& log);
};
inline void PrintTo(const Api& api, std::ostream* out) { *out << api.name; }

using Transport = conformance::LocalEndpoint::Transport;
using ProbeParam = std::tuple<Api, Transport>;

/// "CallbackOverLoopback".
inline std::string ProbeName(const ::testing::TestParamInfo<ProbeParam>& info) {
  const auto& [api, transport] = info.param;
  return api.name + (transport == Transport::kLoopback ? "OverLoopback" : "InProcess");
}

/// Every API over each of `transports`.
inline auto EveryProbe(std::initializer_list<Transport> transports) {
  return ::testing::Combine(
      ::testing::Values(Api{"Sync", MakeSyncProbe}, Api{"Callback", MakeCallbackProbe},
                        Api{"Cq", MakeCqProbe}),
      ::testing::ValuesIn(transports));
}

class ProbeFixture : public ::testing::TestWithParam<ProbeParam> {
 protected:
  using Request = v1::ProbeRequest;
  using Response = v1::ProbeResponse;

  ProbeFixture()
      : endpoint_(std::get<Api>(GetParam()).make(log_), std::get<Transport>(GetParam())),
        stub_(v1::ProbeService::NewStub(endpoint_.channel())) {}

  /// A request whose call lasts until `until`.
  static Request Until(v1::Until until) {
    Request request;
    request.set_until(until);
    return request;
  }

  /// One whole call.
  grpc::Status Probe(const Request& request,
                     std::chrono::milliseconds timeout = rpc::kDefaultTimeout) {
    rpc::CallContext context(timeout);
    Response response;
    return stub_->Probe(&context, request, &response);
  }

  rpc::Server& server() { return endpoint_.server(); }
  std::shared_ptr<grpc::Channel> channel() { return endpoint_.channel(); }

  ProbeLog log_;  // outlives the server
  conformance::LocalEndpoint endpoint_;
  const std::unique_ptr<v1::ProbeService::Stub> stub_;
};

/// A call that runs while the test does something else.
class PendingProbe {
 public:
  PendingProbe(v1::ProbeService::Stub& stub, v1::ProbeRequest request,
               std::chrono::milliseconds timeout = rpc::kDefaultTimeout)
      : context_(timeout), request_(std::move(request)) {
    stub.async()->Probe(&context_, &request_, &response_, [this](grpc::Status status) {
      status_ = std::move(status);
      ended_.Notify();
    });
  }
  ~PendingProbe() { ended_.WaitForNotification(); }
  PendingProbe(const PendingProbe&) = delete;
  PendingProbe& operator=(const PendingProbe&) = delete;

  void Cancel() { context_.TryCancel(); }

  /// Waits for the end of the call.
  grpc::Status status() {
    ended_.WaitForNotification();
    return status_;
  }

 private:
  rpc::CallContext context_;
  const v1::ProbeRequest request_;
  v1::ProbeResponse response_;
  grpc::Status status_;
  absl::Notification ended_;
};

}  // namespace workbook::tests
