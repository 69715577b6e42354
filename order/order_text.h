// How an order looks on a terminal, free of gRPC.
#pragma once

#include <string>

#include "order_management.pb.h"

namespace workbook::order {

/// `order` as the tutorial's print(order) shows it: protobuf text format, one field a line, which
/// leaves unset fields out. Two things are Python's rather than C++'s: a whole price keeps its ".0"
/// and only a huge or tiny one gets an exponent. Bytes beyond ASCII and control characters come out
/// escaped, so the text is safe on a terminal; the text format reads it back.
std::string ToText(const ecommerce::Order& order);

}  // namespace workbook::order
