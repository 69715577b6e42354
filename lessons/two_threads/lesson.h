// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <functional>
#include <optional>

#include "absl/status/status.h"
#include "route_guide.grpc.pb.h"

namespace lesson {

/// The next note to send, nullopt after the last. May wait: for a user who types it, for example.
using NextNote = std::function<std::optional<::RouteNote>()>;

/// Shows an answer to the user.
using Show = std::function<void(const ::RouteNote&)>;

/// Calls the server's RouteChat with a deadline, `timeout` from now. Sends notes until there are no
/// more or the server has ended the call, and asks for no note after that. Meanwhile shows each
/// answer as soon as it arrives. Returns the status of the call, the server's or
/// DEADLINE_EXCEEDED, when its second thread has ended. `next_note` and `show` are called on
/// different threads.
absl::Status RouteChat(::RouteGuide::Stub& stub, const NextNote& next_note, const Show& show,
                       std::chrono::milliseconds timeout);

}  // namespace lesson
