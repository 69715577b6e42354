// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "route_guide.grpc.pb.h"

namespace lesson {

/// A RouteGuide that can RouteChat: it answers each note with those before it at the same place.
std::unique_ptr<grpc::Service> MakeRouteGuide();

}  // namespace lesson
