// A contract from a description: what client and server agree on, before either is written.
#include "lessons/contract/lesson.h"

namespace lesson {

// The text of parking/v1/car_park.proto.
const char kContract[] = R"(
syntax = "proto3";

package parking.v1;

service CarPark {
  // Opens the entrance.
  rpc Enter(EnterRequest) returns (EnterResponse);
  // Tells how full the levels are: now, and at each change.
  rpc WatchSpaces(WatchSpacesRequest) returns (stream WatchSpacesResponse);
  // Takes one coin with each request, and answers when the client has half-closed.
  rpc Pay(stream PayRequest) returns (PayResponse);
}

enum Vehicle {
  VEHICLE_UNSPECIFIED = 0;
  VEHICLE_CAR = 1;
  VEHICLE_MOTORCYCLE = 2;
}

message EnterRequest {
  reserved 3;
  reserved "colour";

  string plate = 1;
  Vehicle vehicle = 2;
  repeated string wishes = 4;  // "near the lift"
}

message EnterResponse {
  int64 ticket = 1;
}

message WatchSpacesRequest {
  repeated int32 levels = 1;  // none: all levels
}

message WatchSpacesResponse {
  int32 level = 1;
  double occupied = 2;  // from 0 to 1
}

message PayRequest {
  int64 ticket = 1;
  int32 cents = 2;
}

message PayResponse {
  int32 cents = 1;  // the sum of all coins
  bool open = 2;
}
)";

}  // namespace lesson
