// Whether a client's call has the deadline that its `timeout` says. No check waits for a late one.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <string>

namespace workbook::lessons::check {

inline constexpr std::chrono::milliseconds kShortTimeout{200};
inline constexpr std::chrono::minutes kLongTimeout{60};

/// What is wrong with the deadline of a call that has just begun, whose client has `timeout`;
/// empty when nothing is. Leaves a busy machine two seconds; and on the wire gRPC rounds a long
/// timeout up.
inline std::string WrongDeadline(const grpc::ServerContextBase& context,
                                 std::chrono::milliseconds timeout) {
  const gpr_timespec deadline = context.raw_deadline();
  if (gpr_time_cmp(deadline, gpr_inf_future(deadline.clock_type)) == 0) {
    return "the call has no deadline";
  }
  const auto due = std::chrono::system_clock::now() + timeout;
  if (context.deadline() > due + std::chrono::seconds(2) + timeout / 50) {
    return "the deadline is later than the timeout allows";
  }
  if (context.deadline() < due - kLongTimeout / 2) {
    return "the deadline is earlier than the timeout allows";
  }
  return "";
}

}  // namespace workbook::lessons::check
