// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "route_guide.grpc.pb.h"

namespace lesson {

/// A RouteGuide that can RecordRoute: it sums up the number of points and the metres.
std::unique_ptr<grpc::Service> MakeRouteGuide();

}  // namespace lesson
