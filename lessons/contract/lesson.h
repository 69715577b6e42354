// What exercise.cc has to provide, and what check.cc calls.
#pragma once

namespace lesson {

/// The contract of a car park: the text of a .proto file.
extern const char kContract[];

}  // namespace lesson
