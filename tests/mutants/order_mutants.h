// A correct order server, and for each behaviour of ecommerce.OrderManagement a mutant that breaks
// it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <map>
#include <string>
#include <vector>

#include "order_management.grpc.pb.h"
#include "rpc/server.h"
#include "tests/mutants/mutant_cases.h"

namespace workbook::tests {

inline constexpr char kOrdersFile[] = "order/orders.txtpb";

/// A mutant overrides one of the steps of getOrder.
class CorrectOrder : public ecommerce::OrderManagement::Service, public rpc::Servable {
 public:
  /// Serves the orders of kOrdersFile.
  CorrectOrder();
  explicit CorrectOrder(const std::vector<ecommerce::Order>& orders);

  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }

 protected:
  /// The whole call, for an id that is UTF-8.
  virtual grpc::Status Answer(const std::string& id, ecommerce::Order* order);
  /// The id to look up, from the id of the request.
  virtual std::string Key(const std::string& id) { return id; }
  /// How a status names an unknown id. At most 1,000 bytes: a client accepts 8 KiB of metadata, and
  /// a status is metadata.
  virtual std::string Quoted(const std::string& id);
  /// The statuses of an empty and of an unknown id.
  virtual grpc::Status EmptyId();
  virtual grpc::Status NotFound(const std::string& quoted);

 private:
  grpc::Status getOrder(grpc::ServerContext* context, const google::protobuf::StringValue* request,
                        ecommerce::Order* order) override;

  std::map<std::string, ecommerce::Order> orders_;
};

const MutantTable& OrderMutants();

}  // namespace workbook::tests
