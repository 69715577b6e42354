// The orders, free of gRPC: read from a protobuf text-format file, found by their id. An order is
// the protobuf message itself; a second type with the same fields would only have to be copied.
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

/// The orders by id. Never changes once it is made, so any number of threads may read it.
class OrderBook {
 public:
  /// Reads a workbook.order.v1.OrderFile in protobuf text format. The status names `path`:
  /// NOT_FOUND and the like when the file cannot be read, and as Parse says.
  static absl::StatusOr<OrderBook> Load(const std::string& path);

  /// Reads the text of such a file. INVALID_ARGUMENT with one line, `name:LINE: reason`, when it
  /// does not parse, when an order has no id or the id of an earlier one, or when a string is not
  /// valid UTF-8, which no client could be sent.
  static absl::StatusOr<OrderBook> Parse(absl::string_view text, absl::string_view name);

  /// The order with this id, for as long as the book lives. INVALID_ARGUMENT when `id` is empty;
  /// NOT_FOUND, with the id made printable, when there is none.
  absl::StatusOr<const ecommerce::Order*> Find(absl::string_view id) const;

  /// All of them, by id.
  std::vector<ecommerce::Order> All() const;

  size_t size() const { return orders_.size(); }

 private:
  using Orders = absl::flat_hash_map<std::string, ecommerce::Order>;
  explicit OrderBook(Orders orders) : orders_(std::move(orders)) {}

  Orders orders_;
};

}  // namespace workbook::order
