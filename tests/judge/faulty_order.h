// An order desk that breaks just what it is told to, so that the judge can be judged.
#pragma once

#include <grpcpp/grpcpp.h>

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "order_management.grpc.pb.h"
#include "rpc/server.h"

namespace workbook::testing {

/// Right in everything but the behaviour whose name it is given; right in everything without one.
/// It takes the bytes of a request as they come, for gRPC's parser is right about UTF-8.
class FaultyOrder final : public ecommerce::OrderManagement::WithRawCallbackMethod_getOrder<
                              ecommerce::OrderManagement::Service>,
                          public rpc::Servable {
 public:
  FaultyOrder(std::string broken, const std::vector<ecommerce::Order>& orders);

  void Register(grpc::ServerBuilder& builder) override;

 private:
  grpc::ServerUnaryReactor* getOrder(grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* reply) override;
  grpc::Status Answer(std::string id, ecommerce::Order* order);
  grpc::Status Refuse(const std::string& id) const;
  std::string Mangled(std::string id);

  bool Breaks(const char* behaviour) const { return broken_ == behaviour; }

  const std::string broken_;
  std::map<std::string, ecommerce::Order> orders_;
  std::mutex mutex_;
  std::string last_;     // the last id of the suite's concurrent callers
  bool failed_ = false;  // the last call did
};

}  // namespace workbook::testing
