#include "rpc/server_signals.h"

#include <cerrno>
#include <csignal>

#include "absl/strings/str_cat.h"
#include "rpc/descriptors.h"
#include "rpc/log.h"

namespace workbook::rpc {
namespace {

constexpr int kReportSignal = SIGUSR1;

sigset_t ServerSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, kReportSignal}) sigaddset(&signals, signal);
  return signals;
}

// After one EMFILE gRPC 1.51 accepts no connection any more, and nothing else would tell.
class ListenerWatch {
 public:
  // How often to look. Connections that wait at two looks in a row were not accepted in time.
  static constexpr timespec kInterval{.tv_sec = 5, .tv_nsec = 0};

  // Prints a line when it becomes true.
  void Look(const std::string& name) {
    const int waiting = UnacceptedConnections();
    looks_ = waiting > 0 ? looks_ + 1 : 0;
    if (looks_ != 2) return;
    PrintLine(absl::StrCat(name, ": ", waiting,
                           " connections wait to be accepted; if that lasts, restart it: once out "
                           "of descriptors, gRPC 1.51 accepts no more"));
  }

 private:
  int looks_ = 0;  // in a row, at which some waited
};

}  // namespace

void BlockServerSignals() {
  const sigset_t signals = ServerSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void WaitForStopSignal(const std::string& name, const std::function<std::string()>& report) {
  const sigset_t signals = ServerSignals();
  ListenerWatch watch;
  while (true) {
    const int signal = sigtimedwait(&signals, nullptr, &ListenerWatch::kInterval);
    if (signal == SIGINT || signal == SIGTERM) return;
    if (signal == kReportSignal) {
      PrintLine(absl::StrCat(name, ": ", report()));
    } else if (errno == EAGAIN) {
      watch.Look(name);
    }
  }
}

}  // namespace workbook::rpc
