// What every call on a completion queue needs, whatever its kind: tags for its operations, its
// caller, a check once a second, and an end that does not wait for the client.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rpc/security/peer.h"

namespace workbook::chat::server {

/// What a completion queue's tag points to: gRPC returns the pointer with each completion.
class Tag {
 public:
  virtual ~Tag() = default;
  /// The operation ended. Runs on the queue's thread. `ok` is false when it did not succeed.
  virtual void Proceed(bool ok) = 0;
};

/// A tag whose completion calls a method of the object that owns the tag. A call with several kinds
/// of operation has several tags.
template <typename Object, void (Object::*method)(bool ok)>
class MemberTag final : public Tag {
 public:
  explicit MemberTag(Object* object) : object_(object) {}
  void Proceed(bool ok) override { (object_->*method)(ok); }

 private:
  Object* const object_;
};

/// A call that may last: a stream, or a reply that the client does not read. The loop checks it
/// once a second, and drains it. Both methods run on the loop's thread.
class LongCall {
 public:
  /// Once a second. Ends the call when it may not go on: its token expired, its client stalls.
  virtual void OnTick(std::chrono::steady_clock::time_point now) = 0;
  /// The server is about to shut down: ends a call that would last for ever, and removes it from
  /// the loop's list. Readers do not override it: they end when their rooms close. Replies do not
  /// either: they are already being sent.
  virtual void Drain() {}

 protected:
  ~LongCall() = default;
};

/// Ends a call whose client reads nothing: sends the status at once, and gives up the operation in
/// flight. Finish would wait behind that operation.
void Terminate(grpc::ServerContext& context, const absl::Status& status);

/// The client that makes a call.
struct Caller : rpc::security::Peer {
  /// The address that the call came from; empty on a server with tokens, which identify callers.
  std::string connection;
};

/// UNAUTHENTICATED when the call's token has become invalid. Ask when the call begins.
absl::StatusOr<Caller> CallerOf(const rpc::security::Peers& peers,
                                const grpc::ServerContext& context);

/// The caller's name: the token's if there is one, otherwise `claimed`.
std::string NameOf(const Caller& caller, std::string claimed);

}  // namespace workbook::chat::server
