#include "base/orphans.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace workbook::base {
namespace {

// The parent of the process; 0 when it has ended. /proc/PID/stat: "PID (name) state parent ...",
// where the name may contain anything.
pid_t ParentOf(const std::filesystem::path& process) {
  std::string stat;
  std::getline(std::ifstream(process / "stat"), stat, '\0');
  const size_t name_end = stat.rfind(')');
  if (name_end == stat.npos) return 0;
  const std::vector<std::string> rest =
      absl::StrSplit(stat.substr(name_end + 1), ' ', absl::SkipEmpty());
  pid_t parent = 0;
  return rest.size() > 1 && absl::SimpleAtoi(rest[1], &parent) ? parent : 0;
}

std::vector<pid_t> Children() {
  std::vector<pid_t> children;
  std::error_code error;
  for (std::filesystem::directory_iterator entry("/proc", error), end; !error && entry != end;
       entry.increment(error)) {
    pid_t pid = 0;
    if (absl::SimpleAtoi(entry->path().filename().string(), &pid) &&
        ParentOf(entry->path()) == getpid()) {
      children.push_back(pid);
    }
  }
  return children;
}

}  // namespace

OrphanKiller::OrphanKiller() { prctl(PR_SET_CHILD_SUBREAPER, 1); }

OrphanKiller::~OrphanKiller() {
  // Again until there are none: the children of one that is killed come next.
  for (std::vector<pid_t> left = Children(); !left.empty(); left = Children()) {
    for (const pid_t pid : left) kill(pid, SIGKILL);
    for (const pid_t pid : left) waitpid(pid, nullptr, 0);
  }
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

}  // namespace workbook::base
