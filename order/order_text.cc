#include "order/order_text.h"

#include <google/protobuf/text_format.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace workbook::order {
namespace {

using google::protobuf::TextFormat;

// The number with the fewest digits that is still this float: 89.9, where the float's exact value
// is 89.90000152587890625.
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

// Python's str(float).
std::string PythonNumber(double value) {
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
  const double magnitude = std::fabs(value);
  const bool plain = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
  char text[64];
  const auto result =
      std::to_chars(text, text + sizeof(text), value,
                    plain ? std::chars_format::fixed : std::chars_format::scientific);
  const std::string number(text, result.ptr);
  return plain && number.find('.') == std::string::npos ? number + ".0" : number;
}

class PythonFloats final : public TextFormat::FastFieldValuePrinter {
 public:
  void PrintFloat(float value, TextFormat::BaseTextGenerator* out) const override {
    out->PrintString(PythonNumber(ShortestDecimal(value)));
  }
};

}  // namespace

std::string ToText(const ecommerce::Order& order) {
  TextFormat::Printer printer;
  printer.SetDefaultFieldValuePrinter(new PythonFloats);  // the printer owns it
  std::string text;
  printer.PrintToString(order, &text);
  return text;
}

}  // namespace workbook::order
