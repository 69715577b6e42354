// A call that may last, as it is a stream or as its client does not take the answer: the loop looks
// after it, and ends what would last for ever when the server is about to shut down.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>

#include "absl/status/status.h"

namespace workbook::chat {

/// Both on the loop's thread.
class LongCall {
 public:
  /// Once a second: it may have lost its right to go on.
  virtual void LookAfter(std::chrono::steady_clock::time_point now) = 0;
  /// Its last act is to be no longer in the loop's list. Not for readers, who end when their rooms
  /// close, nor for answers, which are on their way.
  virtual void Drain() {}

 protected:
  ~LongCall() = default;
};

/// Ends a call whose client takes nothing: sends the status at once and gives up what is under way.
/// Finish would wait behind that.
void Cut(grpc::ServerContext& context, const absl::Status& status);

}  // namespace workbook::chat
