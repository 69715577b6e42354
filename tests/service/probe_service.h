// The probe service in gRPC's three APIs, and a log of what its handlers do: what a call can rely
// on must not depend on the API of its handler.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "rpc/server.h"

namespace workbook::tests {

/// What the test and the handler of the one call that waits signal to each other. Thread-safe.
class ProbeLog {
 public:
  absl::Notification entered;     ///< the waiting call has reached its handler
  absl::Notification saw_cancel;  ///< its handler has noticed the cancellation

  /// The server drains: runs the functions given to OnDrain. Call it once.
  void Drain();
  /// Runs `wake` when the server drains; at once when it is draining.
  void OnDrain(std::function<void()> wake);
  /// For a handler that polls.
  bool is_draining() const { return draining_.HasBeenNotified(); }

 private:
  absl::Mutex mutex_;
  std::vector<std::function<void()>> wakes_ ABSL_GUARDED_BY(mutex_);
  absl::Notification draining_;  // notified under mutex_
};

/// The service in one API; `log` has to outlive it.
std::unique_ptr<rpc::Servable> MakeSyncProbe(ProbeLog& log);
std::unique_ptr<rpc::Servable> MakeCallbackProbe(ProbeLog& log);
std::unique_ptr<rpc::Servable> MakeCqProbe(ProbeLog& log);

}  // namespace workbook::tests
