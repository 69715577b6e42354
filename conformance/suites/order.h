// ecommerce.OrderManagement as a black-box suite: instantiate OrderContract with the servers to
// judge, and the orders that each is known to have.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "conformance/behaviour.h"
#include "conformance/subject.h"
#include "order_management.grpc.pb.h"

namespace workbook::conformance::suites {

struct OrderSubject {
  Subject server;
  std::vector<ecommerce::Order> orders;  ///< some that the server has; may be empty
};

inline void PrintTo(const OrderSubject& subject, std::ostream* out) { *out << subject.server.name; }

inline std::string OrderSubjectName(const ::testing::TestParamInfo<OrderSubject>& info) {
  return info.param.server.name;
}

class OrderContract : public ::testing::TestWithParam<OrderSubject> {
 protected:
  OrderContract()
      : endpoint_(GetParam().server.start()),
        stub_(ecommerce::OrderManagement::NewStub(endpoint_->channel())) {}

  /// Calls getOrder.
  grpc::Status GetOrder(const std::string& id, ecommerce::Order* order);
  /// The same, without the order.
  grpc::Status GetOrder(const std::string& id);

  /// The subject's orders; when there are none, the document's 101, if the server has it. Fails the
  /// test when the server does not answer.
  std::vector<ecommerce::Order> KnownOrders();

  const std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<ecommerce::OrderManagement::Stub> stub_;
};

}  // namespace workbook::conformance::suites
