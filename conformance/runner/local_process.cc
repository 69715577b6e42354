#include "conformance/runner/local_process.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <system_error>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace workbook::conformance::runner {
namespace {

constexpr char kListening[] = "0A";  // TCP_LISTEN, as /proc/net/tcp prints it

// The sockets in the kernel's table that listen on `port`, as the links in /proc/PID/fd name them,
// whatever their local address: a port has one server here.
void AddListeners(const char* table, int port, std::set<std::string>& sockets) {
  std::ifstream lines(table);
  std::string line;
  std::getline(lines, line);  // the heading
  while (std::getline(lines, line)) {
    // sl local_address rem_address st tx:rx tr:when retrnsmt uid timeout inode ...
    const std::vector<std::string> columns = absl::StrSplit(line, ' ', absl::SkipEmpty());
    if (columns.size() < 10 || columns[3] != kListening) continue;
    const std::vector<std::string> local = absl::StrSplit(columns[1], ':');
    int local_port = 0;
    if (local.size() == 2 && absl::SimpleHexAtoi(local[1], &local_port) && local_port == port) {
      sockets.insert(absl::StrCat("socket:[", columns[9], "]"));
    }
  }
}

// False, and no error, for a process that ends meanwhile or is another user's.
bool HasOneOf(const std::filesystem::path& process, const std::set<std::string>& sockets) {
  std::error_code error;
  for (std::filesystem::directory_iterator fd(process / "fd", error), end; !error && fd != end;
       fd.increment(error)) {
    std::error_code gone;
    if (sockets.contains(std::filesystem::read_symlink(fd->path(), gone).string())) return true;
  }
  return false;
}

}  // namespace

std::optional<pid_t> ListenerOn(const rpc::Address& address) {
  if (!rpc::IsLoopback(address.host)) return std::nullopt;
  std::set<std::string> sockets;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    AddListeners(table, address.port, sockets);
  }
  std::optional<pid_t> found;
  std::error_code error;
  if (sockets.empty()) return found;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(entry->path().filename().string(), &pid)) continue;
    if ((!found || pid < *found) && HasOneOf(entry->path(), sockets)) found = pid;
  }
  return found;
}

}  // namespace workbook::conformance::runner
