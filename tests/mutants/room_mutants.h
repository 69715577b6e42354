// A correct server of workbook.chat.v1, and for each behaviour of that contract a mutant that
// breaks it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "rpc/server.h"
#include "tests/mutants/mutant_cases.h"
#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::tests {

/// What a Send may hold, in bytes.
struct SendLimits {
  static constexpr size_t kUnlimited = std::numeric_limits<size_t>::max();

  size_t min_room = 1;
  size_t max_room = 64;
  size_t min_sender = 1;
  size_t max_sender = 256;
  size_t min_text = 0;
  size_t max_text = 16 * 1024;
  size_t max_message_id = 64;
};

/// A mutant overrides a whole call or one of its steps. Thread-safe.
class CorrectRooms : public chat::v1::ChatService::Service, public rpc::Servable {
 public:
  explicit CorrectRooms(const SendLimits& limits = SendLimits()) : limits_(limits) {}

  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }
  void OnDrain() override;

 protected:
  using Event = chat::v1::Event;
  using GetHistoryRequest = chat::v1::GetHistoryRequest;
  using GetHistoryResponse = chat::v1::GetHistoryResponse;
  using JoinRequest = chat::v1::JoinRequest;
  using JoinResponse = chat::v1::JoinResponse;
  using SendRequest = chat::v1::SendRequest;
  using SendResponse = chat::v1::SendResponse;

  struct Room;

  struct Reader {
    Room* room = nullptr;
    std::string name = {};
    size_t place = 0;              ///< among the room's readers when it joined: 1 is the first
    size_t next = 0;               ///< its position in the log
    size_t joined = 0;             ///< the position of the first event that is new to it
    std::vector<Event> held = {};  ///< events that a mutant delivers later
  };

  struct Room {
    std::string epoch;
    std::vector<Event> log;
    std::map<std::string, int> streams;    ///< by name, of those who have joined
    std::map<std::string, uint64_t> sent;  ///< sequence, by sender and message id
    std::set<Reader*> readers;
  };

  grpc::Status Join(grpc::ServerContext* context, const JoinRequest* request,
                    grpc::ServerWriter<JoinResponse>* writer) override;
  grpc::Status Send(grpc::ServerContext* context, const SendRequest* request,
                    SendResponse* response) override;
  grpc::Status GetHistory(grpc::ServerContext* context, const GetHistoryRequest* request,
                          GetHistoryResponse* response) override;

  // ---- Rooms ----

  virtual std::string Key(const std::string& room) { return room; }
  bool Exists(const std::string& room) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  /// Creates it when it does not exist.
  Room& Open(const std::string& room) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Append(Room& room, Event event) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  virtual uint64_t NextSequence(const Room& room);
  virtual int64_t Timestamp(int64_t unix_milliseconds);
  static uint64_t Newest(const Room& room);

  // ---- Send ----

  grpc::Status CheckSend(const SendRequest& request);
  virtual std::map<std::string, uint64_t>& SentIds(Room& room)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return room.sent;
  }
  /// What marks a repetition; empty when nothing does.
  virtual std::string IdOf(const SendRequest& request);
  virtual chat::v1::Message MessageOf(const Room& room, const SendRequest& request);
  void Publish(const SendRequest& request) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // ---- GetHistory ----

  virtual bool IsHistory(const Event& event) { return event.has_message(); }
  virtual size_t MaxHistoryBytes() { return size_t{1024} * 1024; }

  // ---- Join ----

  virtual grpc::Status Check(const JoinRequest& request);
  virtual grpc::Status CheckPosition(const Room& room, const JoinRequest& request);
  /// Registers the reader and fills the first response.
  virtual void Enter(const JoinRequest& request, Reader& reader, JoinResponse& first)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  virtual void Leave(Reader& reader) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  /// After Leave, without the lock.
  virtual void AfterLeave() {}
  virtual bool AnnouncesJoin(const Reader& /*reader*/, bool is_first) { return is_first; }
  virtual bool AnnouncesLeave(const Reader& /*reader*/, bool is_last) { return is_last; }
  /// Where that begins which is new to a reader, given the log's size before and after it joined.
  virtual size_t FirstNew(size_t /*before*/, size_t after) { return after; }
  virtual chat::v1::Welcome WelcomeOf(const Reader& reader) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  /// The reader's first position. A gap goes into `first`.
  virtual size_t Begin(const JoinRequest& request, const Reader& reader, JoinResponse& first);
  virtual bool CountsAmongTheLast(const Event& event) { return event.has_message(); }
  static void AddGap(chat::v1::Gap::Reason reason, uint64_t sequence, JoinResponse& response);

  // ---- What a reader gets ----

  /// Waits for an event, for a moment: the synchronous API does not wake a thread whose client has
  /// left, so the caller has to look.
  virtual void Wait(const Reader& reader) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  virtual bool Delivers(const Reader& reader, const Event& event);
  virtual void Deliver(Reader& reader, const Event& event, JoinResponse& response);
  virtual size_t MaxResponseBytes() { return size_t{64} * 1024; }

  static grpc::Status CheckBytes(const char* what, const std::string& value, size_t min,
                                 size_t max);

  const SendLimits limits_;
  absl::Mutex mutex_;
  std::map<std::string, Room> rooms_ ABSL_GUARDED_BY(mutex_);  // a room never moves
  int readers_ ABSL_GUARDED_BY(mutex_) = 0;                    // of all rooms
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;

 private:
  bool Next(const grpc::ServerContext& context, Reader& reader, JoinResponse& response);
};

/// The mutants of behaviours of Join.
const MutantTable& JoinMutants();
/// The mutants of behaviours of Send and GetHistory.
const MutantTable& SendMutants();

}  // namespace workbook::tests
