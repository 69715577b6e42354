// The order service, callback API: the gRPC edge of OrderBook.
#pragma once

#include <utility>

#include "order/order_book.h"
#include "order_management.grpc.pb.h"

namespace workbook::order {

/// Serves ecommerce.OrderManagement from an immutable book, and so needs no lock.
class OrderService final : public ecommerce::OrderManagement::CallbackService {
 public:
  explicit OrderService(OrderBook book) : book_(std::move(book)) {}

  grpc::ServerUnaryReactor* getOrder(grpc::CallbackServerContext* context,
                                     const google::protobuf::StringValue* id,
                                     ecommerce::Order* order) override;

 private:
  const OrderBook book_;
};

}  // namespace workbook::order
