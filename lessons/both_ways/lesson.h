// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "route_guide.grpc.pb.h"

namespace lesson {

/// A RouteGuide that implements RouteChat: it answers each note with the earlier notes of the same
/// call at the same location, oldest first, without waiting for the next note.
std::unique_ptr<grpc::Service> MakeRouteGuide();

}  // namespace lesson
