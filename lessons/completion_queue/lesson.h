// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>
#include <new>

#include "calculator.grpc.pb.h"

namespace lesson {

/// What a tag points to. A tag is any pointer: you pass it to gRPC with an operation, and it comes
/// off the queue when the operation has ended. The check's thread does this:
///
///   void* tag = nullptr;
///   bool ok = false;
///   while (queue.Next(&tag, &ok)) static_cast<Event*>(tag)->Proceed(ok);
///
class Event {
 public:
  Event();
  virtual ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  /// `ok` is false when the operation did not happen: no call came before the server shut down, or
  /// the answer did not go out because the client has gone.
  virtual void Proceed(bool ok) = 0;

  /// Runs for `delete`. The check counts the events, and keeps the memory of a deleted one: so it
  /// can tell when a tag still comes off the queue for it.
  static void operator delete(Event* event, std::destroying_delete_t);
};

/// Asynchronous work. Returns at once, and puts `done` on the queue when it is finished.
using Work = std::function<void(Event* done)>;

/// Serves Add with tags on `queue`: answers each call with the sum, after some `work`. Returns at
/// once. One thread takes the tags off the queue, until the server has shut down.
void ServeAdd(calc::Calculator::AsyncService& service, grpc::ServerCompletionQueue& queue,
              Work work);

}  // namespace lesson
