#include "rpc/server_signals.h"

#include <algorithm>
#include <chrono>
#include <csignal>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
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
  // Until the next look.
  timespec TimeLeft() const {
    const Clock::duration left = next_look_ - Clock::now();
    return absl::ToTimespec(absl::FromChrono(std::max(left, Clock::duration::zero())));
  }

  // Looks if it is time to, and prints a line when connections have come to wait in vain.
  void LookWhenDue(const std::string& name) {
    if (Clock::now() < next_look_) return;
    next_look_ = Clock::now() + kInterval;
    const int waiting = UnacceptedConnections();
    looks_ = waiting > 0 ? looks_ + 1 : 0;
    if (looks_ != 2) return;
    PrintLine(absl::StrCat(name, ": ", waiting,
                           " connections wait to be accepted; if that lasts, restart it: once out "
                           "of descriptors, gRPC 1.51 accepts no more"));
  }

 private:
  using Clock = std::chrono::steady_clock;
  // Connections that wait at two looks in a row were not accepted in time.
  static constexpr std::chrono::seconds kInterval{5};

  Clock::time_point next_look_ = Clock::now() + kInterval;
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
    const timespec left = watch.TimeLeft();
    const int signal = sigtimedwait(&signals, nullptr, &left);
    if (signal == SIGINT || signal == SIGTERM) return;
    if (signal == kReportSignal) PrintLine(absl::StrCat(name, ": ", report()));
    watch.LookWhenDue(name);  // also when signals come without a pause
  }
}

}  // namespace workbook::rpc
