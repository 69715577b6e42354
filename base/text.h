// Text from untrusted peers: checked before it goes onto the wire, made printable before it goes to
// a terminal or into a log. Free of gRPC, so that domain code may use it.
#pragma once

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace workbook::base {

/// Whether `text` is well-formed UTF-8 (RFC 3629: shortest forms only, no surrogates, at most
/// U+10FFFF). proto3 requires it of string fields, but protobuf only logs an error when a sender
/// breaks the rule, and each receiver then fails to parse the message: check before text is passed
/// on to others.
bool IsValidUtf8(absl::string_view text);

/// The longest beginning of `text` with at most `max_bytes` bytes that does not end inside a
/// character. `text` is UTF-8.
absl::string_view TruncateUtf8(absl::string_view text, size_t max_bytes);

/// `text` as one line that cannot control a terminal or forge a second line: C0 and C1 controls,
/// DEL, line and paragraph separators, bidirectional overrides and bytes that are not UTF-8 become
/// `\xHH` or `\u{HHHH}`. Letters of any script, combining marks and emoji stay as they are.
std::string Printable(absl::string_view text);

/// `value` as Python's str writes it, and so as the tutorials print numbers: 2.0, 3.5,
/// 2147483648.0, 1e-05, inf.
std::string DecimalText(double value);

}  // namespace workbook::base
