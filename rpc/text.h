// Text that crosses a trust border: what may go onto the wire, and what may go onto a terminal or
// into a log. Free of gRPC, so that domain code may use it.
#pragma once

#include <string>

#include "absl/strings/string_view.h"

namespace workbook::rpc {

/// Whether `text` is well-formed UTF-8 (RFC 3629: shortest forms only, no surrogates, at most
/// U+10FFFF). proto3 demands it of string fields; a sender that breaks it is only logged, and each
/// receiver then fails to parse the message: ask before something is passed on to others.
bool IsValidUtf8(absl::string_view text);

/// `text` as one line that cannot steer a terminal or forge a second line: C0 and C1 controls, DEL,
/// line and paragraph separators, bidirectional overrides and bytes that are no UTF-8 come out as
/// `\xHH` or `\u{HHHH}`. Letters of any script, combining marks and emoji pass.
std::string Printable(absl::string_view text);

/// `value` as Python's str writes it, and so as the tutorials print their numbers: 2.0, 3.5,
/// 2147483648.0, 1e-05, inf.
std::string DecimalText(double value);

}  // namespace workbook::rpc
