#include "chat/reader_door.h"

#include <utility>

#include "chat/event_log.h"

namespace workbook::chat {
namespace {

template <typename PartOf>
absl::string_view TakePart(absl::string_view& run, PartOf part_of) {
  absl::string_view part;
  while (part.empty() && !run.empty()) {  // an event may be no message
    const absl::string_view record = FirstRecord(run);
    run.remove_prefix(record.size());
    part = part_of(record);
  }
  return part;
}

}  // namespace

absl::string_view TakeBatch(absl::string_view& run) { return std::exchange(run, {}); }
absl::string_view TakeWrappedMessage(absl::string_view& run) {
  return TakePart(run, WrappedMessageIn);
}
absl::string_view TakeMessage(absl::string_view& run) { return TakePart(run, MessageIn); }

}  // namespace workbook::chat
