// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>

#include "calculator.grpc.pb.h"

namespace lesson {

/// What a tag points to. A tag is any pointer: you pass it to gRPC with an operation, and it comes
/// off the queue when the operation has ended.
class Event {
 public:
  virtual ~Event() = default;
  /// `ok` is false when the operation did not happen: for example, when the server shuts down.
  virtual void Proceed(bool ok) = 0;
};

/// Asynchronous work: returns at once, and puts `done` on the queue when it is finished.
using Work = std::function<void(Event* done)>;

/// Serves Add: the thread that polls `queue` answers each call with the sum, after some `work`.
void ServeAdd(calc::Calculator::AsyncService& service, grpc::ServerCompletionQueue& queue,
              Work work);

/// Takes events off `queue` until it is shut down and empty.
void Poll(grpc::ServerCompletionQueue& queue);

}  // namespace lesson
