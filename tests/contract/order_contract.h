// The contract of ecommerce.OrderManagement as a black-box suite: instantiate OrderContract with
// the servers to judge, and what each is known to hold.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "order_management.grpc.pb.h"
#include "support/subject.h"

namespace workbook::testing {

struct OrderSubject {
  Subject server;
  std::vector<ecommerce::Order> orders;  ///< some that the server holds; may be empty
  size_t max_request_bytes = rpc::Server::kMaxMessageBytes;  ///< the largest request it takes
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

  const std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<ecommerce::OrderManagement::Stub> stub_;
};

}  // namespace workbook::testing
