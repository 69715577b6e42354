// How an order looks on a terminal, free of gRPC.
#pragma once

#include <string>

#include "order_management.pb.h"

namespace workbook::order {

/// `order` as the tutorial's print(order) shows it: protobuf text format, one field a line, without
/// unset fields. Prices are as in Python rather than C++: a whole price keeps its ".0", and only a
/// huge or tiny one has an exponent. Control characters and bytes beyond ASCII are escaped, so the
/// text is safe on a terminal, and a text-format parser reads it back.
std::string ToText(const ecommerce::Order& order);

}  // namespace workbook::order
