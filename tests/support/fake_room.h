// One room of workbook.chat.v1 that does as a test says: it numbers and keeps what happens as a
// real one does, and then loses answers, cuts streams in the middle, forgets, repeats itself.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "workbook/chat/v1/chat.grpc.pb.h"

namespace workbook::testing {

/// The script and what came of it. Thread-safe.
class FakeRoom {
 public:
  using Event = chat::v1::Event;

  // ---- What happens in the room ----

  /// Returns the event's number. This is also what an accepted Send does.
  uint64_t Say(const std::string& sender, const std::string& text);
  /// Somebody comes or goes: is here as of then, and the event is in the log.
  void Arrive(const std::string& name);
  void Depart(const std::string& name);
  /// Whatever a test makes up, for those who read now; no part of the log.
  void Whisper(const Event& event);

  // ---- What goes wrong ----

  /// From now on readers get this at once, without initial metadata; OK lets them in again.
  void TurnReadersAway(const grpc::Status& status);
  /// Readers who are there get this, once they have what was said so far.
  void EndReaders(const grpc::Status& status);
  /// From now on each stream ends with UNAVAILABLE when it has given so many events of the log.
  void CutStreamsAfter(size_t events);
  /// From now on each event comes twice.
  void RepeatEvents();
  /// Forgets the log up to this number.
  void ForgetUpTo(uint64_t sequence);
  /// Begins anew, as a server does that was restarted: without a log, remembering no message id.
  void BeginAnew(const std::string& epoch);
  /// From now on sends get this instead of an OK; OK takes them again.
  void Refuse(const grpc::Status& status);
  /// The next so many sends get this instead of an answer, whatever came of them.
  void LoseAnswers(size_t sends, const grpc::Status& instead);
  /// From now on what is sent is said, but answered only when the server stops, or when a test has
  /// it answer again.
  void BeMute(bool mute = true);
  /// The next so many sends are told to come back later.
  void Throttle(size_t sends, std::chrono::milliseconds pushback);

  // ---- What the client did ----

  std::vector<chat::v1::JoinRequest> joins() const;
  std::vector<chat::v1::SendRequest> sends() const;
  /// The texts that were said, each once.
  std::vector<std::string> texts() const;

  // ---- For the service ----

  class Service;

 private:
  struct Reader {
    uint64_t next = 0;
    size_t whispers_heard = 0;
    size_t generation = 0;
    size_t given = 0;
  };
  grpc::Status Enter(const chat::v1::JoinRequest& request, Reader& reader,
                     chat::v1::JoinResponse& first);
  // What `reader` gets next; nothing when its stream ends with `end`.
  std::optional<chat::v1::JoinResponse> Next(Reader& reader, grpc::Status& end);
  grpc::Status Answer(const chat::v1::SendRequest& request, chat::v1::SendResponse& response,
                      std::optional<std::chrono::milliseconds>& pushback);
  void Stop();
  uint64_t Append(Event event);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string epoch_ = "first";
  std::vector<Event> log_;
  uint64_t forgotten_ = 0;
  std::map<std::string, int> here_;
  std::vector<Event> whispers_;
  std::map<std::string, uint64_t> said_;  // by sender and message id
  grpc::Status turned_away_;
  grpc::Status end_;
  size_t generation_ = 0;
  std::optional<size_t> cut_after_;
  bool repeats_ = false;
  grpc::Status refusal_;
  size_t losses_ = 0;
  grpc::Status instead_;
  bool mute_ = false;
  bool stopped_ = false;
  size_t throttles_ = 0;
  std::chrono::milliseconds pushback_{0};
  std::vector<chat::v1::JoinRequest> joins_;
  std::vector<chat::v1::SendRequest> sends_;
};

/// Its door, in the synchronous API.
class FakeRoom::Service final : public chat::v1::ChatService::Service {
 public:
  explicit Service(FakeRoom& room) : room_(room) {}
  grpc::Status Join(grpc::ServerContext* context, const chat::v1::JoinRequest* request,
                    grpc::ServerWriter<chat::v1::JoinResponse>* writer) override;
  grpc::Status Send(grpc::ServerContext* context, const chat::v1::SendRequest* request,
                    chat::v1::SendResponse* response) override;
  /// Ends the streams, so that a server can stop.
  void Stop() { room_.Stop(); }

 private:
  FakeRoom& room_;
};

}  // namespace workbook::testing
