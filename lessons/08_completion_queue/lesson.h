// What exercise.cc has to provide, and what check.cc calls.
#pragma once

#include <grpcpp/grpcpp.h>

#include <functional>

#include "calculator.grpc.pb.h"

namespace lesson {

/// What a tag points to. A tag is any pointer: it goes to gRPC with an operation, and comes off the
/// queue when that has ended.
class Event {
 public:
  virtual ~Event() = default;
  /// `ok` is false when the operation did not happen, as when the server is shut down.
  virtual void Proceed(bool ok) = 0;
};

/// Work that takes a while: returns at once, and has `done` come off the queue when it is over.
using Work = std::function<void(Event* done)>;

/// Has Add answered by whoever polls `queue`, with the sum, after some `work`.
void ServeAdd(calc::Calculator::AsyncService& service, grpc::ServerCompletionQueue& queue,
              Work work);

/// Takes events off `queue` until it is shut down and empty.
void Poll(grpc::ServerCompletionQueue& queue);

}  // namespace lesson
