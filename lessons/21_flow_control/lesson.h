// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "lessons/check/feature_list.h"
#include "route_guide.grpc.pb.h"

namespace lesson {

using workbook::check::FeatureList;

/// A RouteGuide whose ListFeatures sends all of `features`, in order, whatever the rectangle.
std::unique_ptr<grpc::Service> MakeRouteGuide(std::shared_ptr<const FeatureList> features);

}  // namespace lesson
