// The probe service in gRPC's three APIs, and what a test sees of its handlers: what a call can
// rely on here must not depend on the API that its handler is written in.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "rpc/server.h"

namespace workbook::testing {

/// What the handler of the one call that waits tells the test, and is told. Thread-safe.
class ProbeLog {
 public:
  absl::Notification entered;     ///< the waiting call is in its handler
  absl::Notification saw_cancel;  ///< ... and its handler learned that it is cancelled

  /// The server drains: runs what OnDrain was given. Once.
  void Drain();
  /// Runs `wake` when the server drains; at once when it does already.
  void OnDrain(std::function<void()> wake);
  /// The same for a handler that may block.
  bool is_draining() const { return draining_.HasBeenNotified(); }

 private:
  absl::Mutex mutex_;
  std::vector<std::function<void()>> wakes_;
  absl::Notification draining_;
};

/// The service in one API; `log` has to outlive it.
std::unique_ptr<rpc::Servable> MakeSyncProbe(ProbeLog& log);
std::unique_ptr<rpc::Servable> MakeCallbackProbe(ProbeLog& log);
std::unique_ptr<rpc::Servable> MakeCqProbe(ProbeLog& log);

}  // namespace workbook::testing
