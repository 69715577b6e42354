// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "lessons/check/feature_list.h"
#include "route_guide.grpc.pb.h"

namespace lesson {

using workbook::lessons::check::FeatureList;

/// A RouteGuide whose ListFeatures sends all of `features`, in order, whatever the rectangle. It
/// fetches them from the list as the client reads. A call that has lost its client ends with
/// CANCELLED.
std::unique_ptr<grpc::Service> MakeRouteGuide(std::shared_ptr<const FeatureList> features);

}  // namespace lesson
