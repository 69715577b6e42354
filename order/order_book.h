// The orders, free of gRPC: read from a file in protobuf text format, looked up by id. An order is
// the protobuf message itself: a second type with the same fields would only have to be copied.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "order_management.pb.h"

namespace workbook::order {

/// The orders by id. Immutable, so any number of threads may read it.
class OrderBook {
 public:
  /// Reads a workbook.order.v1.OrderFile in protobuf text format. The status names `path`:
  /// NOT_FOUND or the like when the file cannot be read, or the status of Parse.
  static absl::StatusOr<OrderBook> Load(const std::string& path);

  /// Reads the text of such a file. INVALID_ARGUMENT with one line, `name:LINE: reason`, when it
  /// does not parse, when an order has no id or the id of an earlier one, or when a string is not
  /// valid UTF-8, because no client could parse that.
  static absl::StatusOr<OrderBook> Parse(absl::string_view text, absl::string_view name);

  /// The order with this id, valid while the book lives. INVALID_ARGUMENT when `id` is empty;
  /// NOT_FOUND, with the id made printable, when there is none.
  absl::StatusOr<const ecommerce::Order*> Find(absl::string_view id) const;

  /// All orders, sorted by id.
  std::vector<ecommerce::Order> All() const;

  size_t size() const { return orders_.size(); }

 private:
  using Orders = absl::flat_hash_map<std::string, ecommerce::Order>;
  explicit OrderBook(Orders orders) : orders_(std::move(orders)) {}

  Orders orders_;
};

}  // namespace workbook::order
