// What the three chat contracts promise alike, as a black-box suite: instantiate ChatDoorContract
// with a server and a door.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "support/chat_door.h"
#include "support/subject.h"

namespace workbook::testing {

/// A server, and one of its doors.
struct DoorSubject {
  Subject subject;
  DoorKind door;
};

inline void PrintTo(const DoorSubject& subject, std::ostream* out) {
  *out << subject.subject.name << " " << subject.door.name;
}

/// Each door of each subject.
std::vector<DoorSubject> EachDoorOf(const std::vector<Subject>& subjects);
std::string DoorSubjectName(const ::testing::TestParamInfo<DoorSubject>& info);

class ChatDoorContract : public ::testing::TestWithParam<DoorSubject> {
 protected:
  ChatDoorContract()
      : endpoint_(GetParam().subject.start()), door_(GetParam().door.open(endpoint_->channel())) {}

  const std::unique_ptr<Endpoint> endpoint_;
  const std::unique_ptr<ChatDoor> door_;
};

}  // namespace workbook::testing
