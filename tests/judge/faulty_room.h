// A chat server of rooms that breaks just what it is told to, so that the judge can be judged.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::testing {

/// Right in everything but the behaviour whose name it is given; right in everything without one.
/// Given the name of a behaviour that is recorded it does the other of two right things. Send comes
/// as bytes: gRPC's own handler refuses what is no UTF-8 before any fault could let it pass.
class FaultyRoom final
    : public chat::v1::ChatService::WithRawCallbackMethod_Send<chat::v1::ChatService::Service> {
 public:
  explicit FaultyRoom(std::string broken) : broken_(std::move(broken)) {}

 private:
  using Event = chat::v1::Event;

  // How often a handler of the synchronous API looks whether its client has gone: nothing wakes it.
  static constexpr std::chrono::milliseconds kLook{10};

  struct Reader {
    std::string name;
    size_t next = 0;          // in the log
    size_t place = 0;         // 1 for the first of the readers that were here
    size_t news = 0;          // where in the log begins what it did not miss
    std::vector<Event> held;  // for a moment, by a fault
  };

  struct Room {
    std::string epoch;
    std::vector<Event> log;
    std::map<std::string, int> streams;    // of each name that is here
    std::vector<std::string> in_order;     // the names as they came
    std::map<std::string, uint64_t> said;  // by message id
    std::set<const Reader*> readers;
    size_t reader_count = 0;
  };

  grpc::Status Join(grpc::ServerContext* context, const chat::v1::JoinRequest* request,
                    grpc::ServerWriter<chat::v1::JoinResponse>* writer) override;
  grpc::ServerUnaryReactor* Send(grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* bytes, grpc::ByteBuffer* reply) override;
  grpc::Status GetHistory(grpc::ServerContext* context, const chat::v1::GetHistoryRequest* request,
                          chat::v1::GetHistoryResponse* response) override;

  bool Breaks(const char* behaviour) const { return broken_ == behaviour; }

  // All from here on with mutex_ held, but Check, which needs nothing, and Answer, which takes it.

  Room& Open(const std::string& name);
  void Append(Room& room, Event event);
  static uint64_t Newest(const Room& room);

  // ---- Who reads ----

  grpc::Status Enter(Room& room, const chat::v1::JoinRequest& request, Reader& reader,
                     chat::v1::JoinResponse& first);
  void Arrive(Room& room, const Reader& reader);
  void Leave(Room& room, const Reader& reader);
  // `news`: where in the log that begins which is news to the reader.
  chat::v1::Welcome WelcomeTo(const Room& room, size_t news) const;
  // Where in the log a reader begins; a gap goes into `first`.
  size_t Begin(const Room& room, const chat::v1::JoinRequest& request, size_t news,
               chat::v1::JoinResponse& first) const;
  static size_t LastMessages(const Room& room, size_t count, size_t news, bool of_any_kind);
  void BurnUntilSomebodyJoins(std::unique_lock<std::mutex>& lock);
  bool WaitsBusily(const Room& room) const;
  void Take(const Room& room, Reader& reader, chat::v1::JoinResponse& response) const;

  // ---- Who speaks ----

  grpc::Status Check(const chat::v1::SendRequest& request) const;
  grpc::Status Answer(const chat::v1::SendRequest& request, chat::v1::SendResponse& response);
  // Under which the request's id was said, 0 when it was not yet; nullptr when it has no id.
  uint64_t* NumberOf(Room& room, const chat::v1::SendRequest& request);
  void Say(Room& room, const chat::v1::SendRequest& request);
  void WaitForTheSlowest(const Room& room, std::unique_lock<std::mutex>& lock);
  void HandOut(const Room& room, size_t most, uint64_t before,
               chat::v1::GetHistoryResponse& response) const;

  const std::string broken_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int joins_ = 0;                             // so far
  std::map<std::string, Room> rooms_;         // they stay where they are
  std::map<std::string, uint64_t> said_;      // by message id, when that counts over all rooms
  std::map<std::string, size_t> said_count_;  // by sender
};

/// INVALID_ARGUMENT unless `value` has `least` to `most` bytes.
grpc::Status CheckBytes(const char* what, const std::string& value, size_t least, size_t most);

}  // namespace workbook::testing
