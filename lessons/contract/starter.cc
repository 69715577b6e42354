// A contract from a description: what client and server agree on, before either is written.
#include "lessons/contract/lesson.h"

namespace lesson {

// The text of parking/v1/car_park.proto.
const char kContract[] = R"(
syntax = "proto3";

// TODO: write the package, the service and its messages.
)";

}  // namespace lesson
