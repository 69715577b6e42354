#include "chat/server/chat_server.h"

#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace workbook::chat::server {
namespace {

std::vector<StartCall> Concat(std::initializer_list<std::vector<StartCall>> services) {
  std::vector<StartCall> all;
  for (const std::vector<StartCall>& calls : services) {
    all.insert(all.end(), calls.begin(), calls.end());
  }
  return all;
}

}  // namespace

ChatServer::ChatServer(const core::Limits& limits, size_t threads)
    : threads_(threads),
      rooms_(limits, absl::Now()),
      calls_(Concat({room_.calls(), chat_proto_.calls(), chat_.calls(), note_.calls(),
                     admin_.calls(), health_.calls()})) {}

void ChatServer::Register(grpc::ServerBuilder& builder) {
  builder.RegisterService(&room_);
  builder.RegisterService(&chat_proto_);
  builder.RegisterService(&chat_);
  builder.RegisterService(&note_);
  builder.RegisterService(&admin_);
  builder.RegisterService(&health_);
  while (loops_.size() < threads_) {
    loops_.push_back(std::make_unique<Loop>(rooms_, peers_, calls_, builder.AddCompletionQueue()));
  }
}

void ChatServer::OnServing() {
  for (const auto& loop : loops_) loop->Start();
}

void ChatServer::OnDrain() {
  rooms_.Close();
  for (const auto& loop : loops_) loop->Drain();
}

void ChatServer::OnStopped() {
  for (const auto& loop : loops_) loop->Stop();
  for (const auto& loop : loops_) loop->Close();
}

void AddLimitFlags(base::CommandLine& flags, core::Limits& limits) {
  const auto add = [&flags](const char* flag, auto& value, const char* what, double least,
                            double most) {
    flags.Add(flag, value, what).ShowDefault().Between(least, most);
  };
  add("--max-rooms", limits.max_rooms, "Most rooms at once", 1, 1e6);
  add("--max-readers", limits.max_readers,
      "Most readers at once, in all rooms; also most sending streams, and most health watches", 1,
      1e7);
  add("--keep-messages", limits.retention.max_messages, "Messages kept in each room", 1, 1e9);
  add("--keep-bytes", limits.retention.max_bytes, "Bytes kept in each room", 1, 1e12);
  add("--send-rate", limits.send_rate.per_second,
      "Messages and joins per second of one sender; without tokens, four times as many of one "
      "connection; 0: no limit",
      0, 1e9);
  add("--send-burst", limits.send_rate.burst, "Messages and joins at once, after a silence", 1,
      1e9);
  add("--quiet-room-life", limits.quiet_room_life,
      "Seconds that the server keeps an empty, quiet room", 0.1, 1e6);
  add("--stall-time", limits.stall_time,
      "Seconds for a client to read a write or reply of up to 64 KiB before the server terminates "
      "its call",
      0.1, 1e6);
}

}  // namespace workbook::chat::server
