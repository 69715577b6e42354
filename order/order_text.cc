#include "order/order_text.h"

#include <google/protobuf/text_format.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/text.h"

namespace workbook::order {
namespace {

using google::protobuf::TextFormat;

// The decimal number with the fewest digits that converts to this float: 89.9, where the float's
// exact value is 89.90000152587890625.
double ShortestDecimal(float value) {
  double decimal = value;
  for (int digits = 6; digits <= 9; ++digits) {
    char text[32];
    std::snprintf(text, sizeof(text), "%.*g", digits, static_cast<double>(value));
    decimal = std::strtod(text, nullptr);
    if (static_cast<float>(decimal) == value) break;
  }
  return decimal;
}

class PythonFloats final : public TextFormat::FastFieldValuePrinter {
 public:
  void PrintFloat(float value, TextFormat::BaseTextGenerator* out) const override {
    out->PrintString(base::DecimalText(ShortestDecimal(value)));
  }
};

}  // namespace

std::string ToText(const ecommerce::Order& order) {
  TextFormat::Printer printer;
  printer.SetDefaultFieldValuePrinter(new PythonFloats);  // the printer owns it
  std::string text;
  static_cast<void>(printer.PrintToString(order, &text));  // a string takes all of it
  return text;
}

}  // namespace workbook::order
