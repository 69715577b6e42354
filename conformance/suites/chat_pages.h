// The pages that teach the chat's behaviours.
#pragma once

namespace workbook::conformance::suites {

inline constexpr char kOwnCursor[] = "lessons/own_cursor/README.md";
inline constexpr char kWakeNotPoll[] = "lessons/wake_not_poll/README.md";
inline constexpr char kJoinWithoutGap[] = "lessons/join_without_gap/README.md";
inline constexpr char kHonestGap[] = "lessons/honest_gap/README.md";
inline constexpr char kWhoLeft[] = "lessons/who_left/README.md";
inline constexpr char kTheContracts[] = "docs/chat.md#the-contracts";
inline constexpr char kTheGuarantees[] = "docs/chat.md#what-it-guarantees";
inline constexpr char kTheLog[] = "docs/chat.md#the-log-is-the-wire";
inline constexpr char kSlowAndFast[] = "docs/chat.md#slow-readers-fast-senders";
inline constexpr char kTheLimits[] = "docs/chat.md#the-limits";
inline constexpr char kTheTutorials[] = "docs/chat.md#what-differs-from-the-tutorials-and-why";

}  // namespace workbook::conformance::suites
