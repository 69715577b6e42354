// Files in protobuf's text format: parsed, with the line of what is wrong in them.
#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace workbook::base {

/// The first error in a text; later ones often follow from it.
struct TextFormatError {
  int line = 1;  ///< from 1
  /// Protobuf's message, made printable. It may quote the text: do not show it when that may hold a
  /// secret whose quotation mark is missing.
  std::string message;
};

/// Parses `text` into `message`. Returns nothing when it parses; `locations` then has the line of
/// each field, for LineOf.
std::optional<TextFormatError> ParseTextFormat(
    absl::string_view text, google::protobuf::Message& message,
    google::protobuf::TextFormat::ParseInfoTree* locations = nullptr);

/// The line of element `index` of `field`, from 1; 0 when the text does not set it. `index` is -1
/// for a field that is not repeated.
int LineOf(const google::protobuf::TextFormat::ParseInfoTree& locations,
           const google::protobuf::FieldDescriptor* field, int index);

/// `message` in text format, on one line. Its text can be compared; that of DebugString is unstable
/// on purpose in newer protobuf.
std::string ToOneLine(const google::protobuf::Message& message);

/// INVALID_ARGUMENT with `file:LINE: reason`; `line` counts from 1.
absl::Status ErrorAtLine(absl::string_view file, int line, absl::string_view reason);

}  // namespace workbook::base
