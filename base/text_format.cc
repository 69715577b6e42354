#include "base/text_format.h"

#include <google/protobuf/io/tokenizer.h>

#include "absl/strings/str_cat.h"
#include "base/text.h"

namespace workbook::base {
namespace {

using google::protobuf::TextFormat;

// Newer protobuf calls AddError RecordError: one of the two overrides, and neither can say so.
// NOLINTBEGIN(modernize-use-override)
class FirstErrorCollector final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) {
    RecordError(line, column, message);
  }
  void RecordError(int line, google::protobuf::io::ColumnNumber /*column*/,
                   absl::string_view message) {
    if (!error_) error_ = TextFormatError{line + 1, Printable(message)};
  }
  const std::optional<TextFormatError>& error() const { return error_; }

 private:
  std::optional<TextFormatError> error_;
};
// NOLINTEND(modernize-use-override)

// Protobuf deprecates GetLocation where it has GetFieldLocation.
template <typename Tree>
int LineFrom0(const Tree& locations, const google::protobuf::FieldDescriptor* field, int index) {
  if constexpr (requires { locations.GetFieldLocation(field, index); }) {
    const auto location =
        index < 0 ? locations.GetFieldLocation(field) : locations.GetFieldLocation(field, index);
    return location.ok() ? location->full.start.line : -1;
  } else {
    return locations.GetLocation(field, index).line;
  }
}

}  // namespace

std::optional<TextFormatError> ParseTextFormat(absl::string_view text,
                                               google::protobuf::Message& message,
                                               TextFormat::ParseInfoTree* locations) {
  FirstErrorCollector errors;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(locations);
  if (parser.ParseFromString(std::string(text), &message)) return std::nullopt;
  return errors.error().value_or(TextFormatError{1, "does not parse"});
}

int LineOf(const TextFormat::ParseInfoTree& locations,
           const google::protobuf::FieldDescriptor* field, int index) {
  return LineFrom0(locations, field, index) + 1;
}

std::string ToOneLine(const google::protobuf::Message& message) {
  TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  std::string text;
  static_cast<void>(printer.PrintToString(message, &text));  // a string takes all of it
  if (!text.empty()) text.pop_back();                        // the blank after the last field
  return text;
}

absl::Status ErrorAtLine(absl::string_view file, int line, absl::string_view reason) {
  return absl::InvalidArgumentError(absl::StrCat(file, ":", line, ": ", reason));
}

}  // namespace workbook::base
