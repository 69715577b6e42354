#include "rpc/resources.h"

#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <latch>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/exit_status.h"

namespace workbook::rpc {
namespace {

constexpr char kThreadLimits[] = "limits: ulimit -u, ulimit -v, systemd's TasksMax";
constexpr char kMemoryLimits[] = "limits: ulimit -v, systemd's MemoryMax";

// As many as a server of any API was seen to start with on two cores, and two more. With the cores
// grows only the callback API's part.
int ThreadsOfGrpc() {
  return 10 + std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 2, 32);
}

char program[64] = "";
std::atomic<bool> aborts = false;

// For what gRPC allocates beside its threads' stacks.
constexpr size_t kReservedBytes = size_t{64} << 20;

// Each arena of glibc's takes 64 MB of address space, as many as there are threads: where that is
// limited, gRPC's later threads would lack it, or not, by chance.
void LimitArenas() {
  rlimit limit{};
  getrlimit(RLIMIT_AS, &limit);
  if (limit.rlim_cur != RLIM_INFINITY) mallopt(M_ARENA_MAX, 1);
}

// Without the heap, which may be what is exhausted.
void PrintReason(const char* what, const char* why, const char* limits) {
  char line[512];
  const int size = std::snprintf(line, sizeof(line), "%s: %s%s (%s)\n", program, what, why, limits);
  const auto printed = std::min<size_t>(static_cast<size_t>(std::max(size, 0)), sizeof(line) - 1);
  const ssize_t written = write(STDERR_FILENO, line, printed);
  static_cast<void>(written);  // there is nowhere to report a failure
}

[[noreturn]] void OnTerminate() {
  try {
    if (const std::exception_ptr error = std::current_exception()) std::rethrow_exception(error);
    PrintReason("ended by std::terminate", "", "a fault of the program");
  } catch (const std::bad_alloc&) {
    PrintReason("out of memory", "", kMemoryLimits);
  } catch (const std::system_error& error) {
    PrintReason("cannot start a thread: ", error.what(), kThreadLimits);
  } catch (const std::exception& error) {
    PrintReason("ended by an exception: ", error.what(), "a fault of the program");
  } catch (...) {
    PrintReason("ended by an exception", "", "a fault of the program");
  }
  if (!aborts) _exit(base::kExitFailed);
  std::abort();
}

void OnAbort(int /*signal*/) {
  PrintReason("gRPC gave up, most likely for want of threads or memory", "", kThreadLimits);
  _exit(base::kExitFailed);
}

}  // namespace

absl::Status CheckThreads() {
  LimitArenas();
  void* const reserved =
      mmap(nullptr, kReservedBytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (reserved == MAP_FAILED) {
    return absl::ResourceExhaustedError(absl::StrCat("cannot have the ", kReservedBytes >> 20,
                                                     " MiB of address space that gRPC needs (",
                                                     kMemoryLimits, ")"));
  }
  const int wanted = ThreadsOfGrpc();
  std::latch release(1);
  std::vector<std::thread> threads;
  absl::Status status;
  try {
    for (int i = 0; i < wanted; ++i) {
      threads.emplace_back([&release] { release.wait(); });
    }
  } catch (const std::system_error& error) {
    status = absl::ResourceExhaustedError(
        absl::StrCat("cannot start the ", wanted, " threads that gRPC needs, only ", threads.size(),
                     ": ", error.code().message(), " (", kThreadLimits, ")"));
  }
  release.count_down();
  for (std::thread& thread : threads) thread.join();
  munmap(reserved, kReservedBytes);
  return status;
}

void ReportMissingResources(const std::string& name) {
  std::snprintf(program, sizeof(program), "%s", name.c_str());
  aborts = false;
  std::set_terminate(&OnTerminate);
  std::signal(SIGABRT, &OnAbort);
}

void AbortForMissingResources() {
  aborts = true;
  std::signal(SIGABRT, SIG_DFL);
}

}  // namespace workbook::rpc
