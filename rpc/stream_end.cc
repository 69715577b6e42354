#include "rpc/stream_end.h"

#include <google/protobuf/unknown_field_set.h>

#include "absl/strings/str_cat.h"

namespace workbook::rpc {
namespace {

// The first of the field numbers that protobuf reserves: no message declares it.
constexpr int kMark = 19'000;

}  // namespace

void MarkBeforeRead(google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(kMark, 0);
}

absl::Status StreamEndStatus(const google::protobuf::Message& message) {
  const auto& fields = message.GetReflection()->GetUnknownFields(message);
  // A client that forges the mark only mislabels its own error.
  for (int i = 0; i < fields.field_count(); ++i) {
    if (fields.field(i).number() == kMark) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("a message in the stream is not a valid ",
                                                 message.GetTypeName(), " (is its text UTF-8?)"));
}

}  // namespace workbook::rpc
