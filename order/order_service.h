// The order service, callback API: the gRPC edge of OrderBook.
#pragma once

#include <memory>
#include <utility>

#include "order/order_book.h"
#include "order/order_upstream.h"
#include "order_management.grpc.pb.h"

namespace workbook::order {

/// Serves ecommerce.OrderManagement from an immutable book, and so needs no lock.
class OrderService final : public ecommerce::OrderManagement::CallbackService {
 public:
  /// `upstream`: where to ask for the orders that the book does not have; null: nowhere.
  explicit OrderService(OrderBook book, std::unique_ptr<OrderUpstream> upstream = nullptr)
      : book_(std::move(book)), upstream_(std::move(upstream)) {}

  grpc::ServerUnaryReactor* getOrder(grpc::CallbackServerContext* context,
                                     const google::protobuf::StringValue* id,
                                     ecommerce::Order* order) override;

 private:
  const OrderBook book_;
  const std::unique_ptr<OrderUpstream> upstream_;
};

}  // namespace workbook::order
