#include "lessons/runner/own_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/loopback_socket.h"
#include "base/unique_fd.h"
#include "lessons/runner/error_help.h"

namespace workbook::lessons::runner {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr size_t kLinesOfServer = 6;  // kept of its output, and how long each may be
constexpr size_t kLongestOfServer = 400;

// "0100007F:C350", as /proc/net/tcp prints it: each word of the address in the machine's order.
std::string ReadAddress(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  uint32_t port = 0;
  if (parts.size() != 2 || !absl::SimpleHexAtoi(parts[1], &port)) return "";
  uint32_t words[4] = {};
  const size_t count = parts[0].size() / 8;
  for (size_t i = 0; i < count && i < 4; ++i) {
    if (!absl::SimpleHexAtoi(parts[0].substr(i * 8, 8), &words[i])) return "";
  }
  char host[INET6_ADDRSTRLEN] = "";
  // An IPv4 address that an IPv6 socket listens on is shown as what it is.
  in6_addr v6{};
  std::memcpy(&v6, words, sizeof(words));
  if (count == 4 && IN6_IS_ADDR_V4MAPPED(&v6)) {
    inet_ntop(AF_INET, &words[3], host, sizeof(host));
    return absl::StrCat(host, ":", port);
  }
  inet_ntop(count == 4 ? AF_INET6 : AF_INET, words, host, sizeof(host));
  return count == 4 ? absl::StrCat("[", host, "]:", port) : absl::StrCat(host, ":", port);
}

// Address by socket, as the links in /proc/PID/fd name it.
std::map<std::string, std::string> ListeningSockets() {
  constexpr char kListen[] = "0A";  // TCP_LISTEN
  std::map<std::string, std::string> sockets;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream file(table);
    for (std::string line; std::getline(file, line);) {
      // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...
      const std::vector<std::string> columns = absl::StrSplit(line, ' ', absl::SkipEmpty());
      if (columns.size() < 10 || columns[3] != kListen) continue;
      sockets[absl::StrCat("socket:[", columns[9], "]")] = ReadAddress(columns[1]);
    }
  }
  return sockets;
}

bool Connects(int family, const sockaddr* address, socklen_t size) {
  const base::UniqueFd fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return fd.open() && connect(fd.get(), address, size) == 0;
}

// localhost is both.
bool AcceptsOnLoopback(int port) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(static_cast<uint16_t>(port));
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = v4.sin_port;
  v6.sin6_addr = in6addr_loopback;
  return Connects(AF_INET, reinterpret_cast<const sockaddr*>(&v4), sizeof(v4)) ||
         Connects(AF_INET6, reinterpret_cast<const sockaddr*>(&v6), sizeof(v6));
}

// Sleeps for a moment, or until a stop request.
void Pause(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock(mutex);
  stopped.wait_for(lock, stop, std::chrono::milliseconds(50), [] { return false; });
}

// Where CMake has put a program of that name instead; empty when it has made none.
std::string OtherServerBelow(const fs::path& build) {
  std::error_code error;
  for (fs::recursive_directory_iterator entry(build, error), end; !error && entry != end;
       entry.increment(error)) {
    std::error_code gone;
    if (entry->path().filename() == "server" && entry->is_regular_file(gone)) {
      return entry->path().lexically_relative(build.parent_path()).string();
    }
  }
  return "";
}

constexpr char kReadPort[] =
    "The command line is server --port N. Read N in main, from argv or with a library, and listen "
    "there: builder.AddListeningPort(\"127.0.0.1:\" + port, grpc::InsecureServerCredentials()). "
    "lessons/serving/README.md teaches it; tests/e2e/graduate/server.cc is the shortest.";

}  // namespace

std::vector<std::string> ListeningAddresses(pid_t group) {
  const std::map<std::string, std::string> sockets = ListeningSockets();
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator process("/proc", error), end; !error && process != end;
       process.increment(error)) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(process->path().filename().string(), &pid)) continue;
    if (getpgid(pid) != group) continue;
    std::error_code gone;
    for (fs::directory_iterator fd(process->path() / "fd", gone), last; !gone && fd != last;
         fd.increment(gone)) {
      std::error_code closed;
      const auto socket = sockets.find(fs::read_symlink(fd->path(), closed).string());
      if (socket != sockets.end()) found.push_back(socket->second);
    }
  }
  std::ranges::sort(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void OwnServer::KeepLine(const std::string& line) {
  const base::MutexLock lock(mutex_);
  last_lines_.push_back(line.substr(0, kLongestOfServer));
  if (last_lines_.size() > kLinesOfServer) last_lines_.pop_front();
}

StepResult OwnServer::Start() {
  const fs::path program = folder_ / "build" / "server";
  std::error_code error;
  if (!fs::is_regular_file(program, error)) {
    const std::string other = OtherServerBelow(folder_ / "build");
    return {.found = absl::StrCat("There is no program build/server.",
                                  other.empty() ? "" : absl::StrCat(" ", other, " is there.")),
            .next =
                "add_executable(server ...) in the CMakeLists.txt at the top of your folder "
                "makes it, unless CMAKE_RUNTIME_OUTPUT_DIRECTORY names another place; from a "
                "folder below, set_target_properties(server PROPERTIES "
                "RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})."};
  }
  port_ = base::BindLoopbackSocket().port;  // free again at once, for the server
  auto process =
      base::Process::Start({.argv = {program.string(), "--port", std::to_string(port_)},
                            .on_line = [this](base::Process::Stream /*stream*/,
                                              const std::string& line) { KeepLine(line); },
                            .only = "\n"});  // no line has one: a server may print without end
  if (!process.ok()) return {.found = std::string(process.status().message())};
  process_ = *std::move(process);
  const std::stop_callback kill(stop_, [this] { process_->Kill(); });
  return WaitUntilItListens();
}

StepResult OwnServer::WaitUntilItListens() {
  const auto start = steady_clock::now();
  auto elsewhere_since = steady_clock::time_point::max();  // it listens, but not there
  while (!stop_.stop_requested()) {
    if (ended()) {
      return DescribeEnd(
          "before it listened",
          absl::StrCat("BuildAndStart() returns nullptr when it cannot bind the port: "
                       "check that before you use the server. ",
                       kReadPort));
    };
    const auto waited = steady_clock::now() - start;
    if (AcceptsOnLoopback(port_)) {
      return {.passed = true, .found = absl::StrCat("It listens on port ", port_, ".")};
    }
    // Not at once: it may listen there right after the attempt above, or on another port first.
    const std::vector<std::string> elsewhere = ListeningAddresses(process_->pid());
    if (elsewhere.empty()) {
      elsewhere_since = steady_clock::time_point::max();
    } else if (elsewhere_since == steady_clock::time_point::max()) {
      elsewhere_since = steady_clock::now();
    } else if (steady_clock::now() - elsewhere_since > limits_.elsewhere) {
      return ListensElsewhere(elsewhere);
    }
    if (waited > limits_.start) break;
    Pause(stop_);
  }
  return {
      .found = absl::StrCat("It runs, but does not listen on port ", port_, ", nor on another, ",
                            limits_.start.count() / 1000, " s after its start."),
      .next = absl::StrCat("A server listens once BuildAndStart() of its grpc::ServerBuilder has "
                           "returned; then server->Wait() keeps it there. If it returns nullptr, "
                           "the port could not be bound. ",
                           kReadPort)};
}

StepResult OwnServer::ListensElsewhere(const std::vector<std::string>& addresses) const {
  const std::string wanted = absl::StrCat(":", port_);
  const bool right_port = std::ranges::any_of(
      addresses, [&](const std::string& one) { return absl::EndsWith(one, wanted); });
  return {.found = absl::StrCat("It listens on ", absl::StrJoin(addresses, " and "),
                                ", not on port ", port_, " of localhost, which --port asked for."),
          .next = right_port ? "The port is right, the address is not: listen on 127.0.0.1, or on "
                               "0.0.0.0 for all of the machine's addresses."
                             : kReadPort};
}

StepResult OwnServer::DescribeEnd(absl::string_view when, absl::string_view more) const {
  const base::Exit exit = process_->exit().value_or(base::Exit());
  const base::MutexLock lock(mutex_);
  const std::vector<std::string> reason = ReasonOfCrash({last_lines_.begin(), last_lines_.end()});
  std::string next = HelpWithCrash(reason, exit.ToString());
  if (next.empty() && exit.ok()) {
    next =
        "main returned: after BuildAndStart() it has to wait for its end, see "
        "lessons/serving/README.md.";
  }
  absl::StrAppend(&next, next.empty() ? "" : " ", "To see all that it prints, run it yourself: ",
                  (folder_ / "build" / "server").string(), " --port 50050. ",
                  exit.ok() ? "" : more);
  return {.found = absl::StrCat("The server ended ", when, ": ", exit.ToString(), "."),
          .output = reason,
          .next = next};
}

StepResult OwnServer::End() {
  constexpr char kHow[] =
      "Block SIGTERM and SIGINT with pthread_sigmask before the first thread, so before "
      "BuildAndStart(); wait for them with sigwait; then call server->Shutdown(deadline), let "
      "main's Wait() return, and return 0. lessons/serving/README.md teaches it, "
      "lessons/graceful_shutdown/README.md goes on with streams that never end, "
      "tests/e2e/graduate/server.cc has it in a few lines.";
  if (ended()) return DescribeEnd("by itself, before SIGTERM");
  const std::stop_callback kill(stop_, [this] { process_->Kill(); });
  const auto start = steady_clock::now();
  process_->Signal(SIGTERM);
  const absl::StatusOr<base::Exit> exit = process_->WaitForExit(limits_.end);
  if (!exit.ok()) {
    return {
        .found = absl::StrCat("It still ran ", limits_.end.count() / 1000,
                              " s after SIGTERM, though nothing was called."),
        .next = absl::StrCat("Shutdown() without a deadline waits for calls that may never end, "
                             "such as streams; and a thread that is not joined, or a queue that "
                             "nobody drains, holds main up as well. ",
                             kHow)};
  }
  if (exit->ok()) {
    const std::chrono::duration<double> taken = steady_clock::now() - start;
    return {.passed = true, .found = absl::StrFormat("It ended in %.1f s.", taken.count())};
  }
  if (exit->signal == SIGTERM) {
    return {.found =
                "SIGTERM ended it at once: nothing in it handles the signal, and calls under "
                "way would be cut off.",
            .next = kHow};
  }
  StepResult result = DescribeEnd("on SIGTERM");
  result.next =
      absl::StrCat("A signal handler may not call Shutdown(): it takes locks, and aborts. ", kHow);
  return result;
}

}  // namespace workbook::lessons::runner
