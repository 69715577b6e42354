// A request id: one text that travels with a call through every server it passes, so that the lines
// in their logs can be put together.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/client_interceptor.h>

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace workbook::rpc {

/// The key in a call's metadata.
inline constexpr char kRequestIdKey[] = "x-request-id";

/// OK for 1 to 64 visible ASCII characters; else INVALID_ARGUMENT. gRPC ends the process when it
/// has to send a control character.
absl::Status CheckRequestId(absl::string_view id);

/// Makes every call on a channel carry this id, which has passed CheckRequestId.
std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface> SendRequestId(
    std::string id);

/// The id that a client sent; empty when it sent none, or one that CheckRequestId refuses.
std::string RequestIdOf(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata);

}  // namespace workbook::rpc
