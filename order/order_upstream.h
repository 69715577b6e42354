// Another order server, and the deadline that a call brings along to it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>

#include "order_management.grpc.pb.h"

namespace workbook::order {

/// Asks another server for the orders that this one does not have. Thread-safe.
class OrderUpstream {
 public:
  using Done = std::function<void(const grpc::Status& status)>;

  explicit OrderUpstream(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(ecommerce::OrderManagement::NewStub(channel)) {}

  /// Asks for `id` on behalf of the call of `caller`: with that call's deadline, or a default one
  /// when it has none, and with its request id. gRPC cancels the one with the other. Fills in
  /// `order` and calls `done`, later and on a thread of gRPC's, with the status. `id` and `order`
  /// have to live until then, as those of a handler do.
  void GetOrder(const grpc::CallbackServerContext& caller, const google::protobuf::StringValue& id,
                ecommerce::Order& order, Done done) const;

  /// Whether `caller` is a server that asks its upstream. It gets an answer from this server alone:
  /// two servers that are each other's upstream would ask in circles.
  static bool IsAsking(const grpc::CallbackServerContext& caller);

 private:
  const std::unique_ptr<ecommerce::OrderManagement::Stub> stub_;
};

}  // namespace workbook::order
