#include "rpc/server_signals.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <initializer_list>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "rpc/descriptors.h"
#include "rpc/grpc_version.h"
#include "rpc/log.h"

namespace workbook::rpc {
namespace {

constexpr int kReportSignal = SIGUSR1;

sigset_t SignalSet(std::initializer_list<int> signals) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : signals) sigaddset(&set, signal);
  return set;
}

void Handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

pthread_t waiting_thread;

// gRPC's threads do not block the signals, or they could not end the process while it starts.
void PassToWaitingThread(int signal) {
  const int kept = errno;
  pthread_kill(waiting_thread, signal);
  errno = kept;
}

#if WORKBOOK_GRPC_LISTENER_ENDS_AT_EMFILE

// After one EMFILE gRPC accepts no more connections, and nothing else reports that.
class ListenerWatch {
 public:
  // Until the next check.
  timespec TimeLeft() const {
    const Clock::duration left = next_check_ - Clock::now();
    return absl::ToTimespec(absl::FromChrono(std::max(left, Clock::duration::zero())));
  }

  // Checks when it is due, and prints a line when connections are not accepted.
  void CheckWhenDue(const std::string& name) {
    if (Clock::now() < next_check_) return;
    next_check_ = Clock::now() + kInterval;
    const int waiting = UnacceptedConnections();
    checks_ = waiting > 0 ? checks_ + 1 : 0;
    if (checks_ != 2) return;
    PrintLine(absl::StrCat(name, ": ", waiting,
                           " connections wait to be accepted; if that lasts, restart it: once out "
                           "of descriptors, gRPC " GRPC_CPP_VERSION_STRING " accepts no more"));
  }

 private:
  using Clock = std::chrono::steady_clock;
  // Connections that wait at two checks in a row were not accepted in time.
  static constexpr std::chrono::seconds kInterval{5};

  Clock::time_point next_check_ = Clock::now() + kInterval;
  int checks_ = 0;  // in a row at which connections waited
};

#else

// gRPC logs that it is out of descriptors, and goes on once some are free.
struct ListenerWatch {
  static timespec TimeLeft() { return absl::ToTimespec(absl::Hours(1)); }
  static void CheckWhenDue(const std::string& /*name*/) {}
};

#endif

}  // namespace

void PrepareServerSignals() {
  const sigset_t report = SignalSet({kReportSignal});
  pthread_sigmask(SIG_BLOCK, &report, nullptr);
  // The program that starts this one may have ignored or blocked them.
  for (const int signal : {SIGINT, SIGTERM}) Handle(signal, SIG_DFL);
  const sigset_t stop = SignalSet({SIGINT, SIGTERM});
  pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
}

void HoldStopSignals() {
  const sigset_t stop = SignalSet({SIGINT, SIGTERM});
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  waiting_thread = pthread_self();
  for (const int signal : {SIGINT, SIGTERM}) Handle(signal, &PassToWaitingThread);
}

void WaitForStopSignal(const std::string& name, const std::function<std::string()>& report) {
  const sigset_t signals = SignalSet({SIGINT, SIGTERM, kReportSignal});
  ListenerWatch watch;
  while (true) {
    const timespec left = watch.TimeLeft();
    const int signal = sigtimedwait(&signals, nullptr, &left);
    if (signal == SIGINT || signal == SIGTERM) return;
    if (signal == kReportSignal) PrintLine(absl::StrCat(name, ": ", report()));
    watch.CheckWhenDue(name);  // also when signals arrive without a pause
  }
}

}  // namespace workbook::rpc
