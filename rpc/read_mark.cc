#include "rpc/read_mark.h"

#include <google/protobuf/unknown_field_set.h>

#include "absl/strings/str_cat.h"

namespace workbook::rpc {
namespace {

// The first of the numbers that protobuf keeps for itself: no message declares it.
constexpr int kMark = 19'000;

}  // namespace

void MarkUnread(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(kMark, 0);
}

absl::Status WhyUnread(const google::protobuf::Message& message) {
  const auto& fields = message.GetReflection()->GetUnknownFields(message);
  // Who sends this field before the bytes that do not parse deceives nobody but himself.
  for (int i = 0; i < fields.field_count(); ++i) {
    if (fields.field(i).number() == kMark) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("a message in the stream is no valid ",
                                                 message.GetTypeName(), " (is its text UTF-8?)"));
}

}  // namespace workbook::rpc
