// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "lessons/check/feature_list.h"
#include "route_guide.grpc.pb.h"

namespace lesson {

using workbook::lessons::check::FeatureList;

/// A RouteGuide that implements ListFeatures: it sends the features in the rectangle, in the order
/// of `features`, each as soon as it is found. Ends a call that has lost its client with CANCELLED.
std::unique_ptr<grpc::Service> MakeRouteGuide(std::shared_ptr<const FeatureList> features);

}  // namespace lesson
