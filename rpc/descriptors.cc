#include "rpc/descriptors.h"

#include <dirent.h>
#include <sys/resource.h>

#include <memory>

#include "absl/strings/str_cat.h"

namespace workbook::rpc {
namespace {

rlim_t SoftLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

// -1 when it cannot be known: to look takes a descriptor, too.
int CountOpen() {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir("/proc/self/fd"), &closedir);
  if (directory == nullptr) return -1;
  int count = -3;  // ".", ".." and the directory itself
  while (readdir(directory.get()) != nullptr) ++count;
  return count;
}

}  // namespace

uint64_t RaiseDescriptorLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);  // nobody needs a privilege for that
  return SoftLimit();
}

std::string DescriptorUse() {
  const int open = CountOpen();
  return absl::StrCat(open < 0 ? "all" : absl::StrCat(open), " of ", SoftLimit(), " descriptors");
}

}  // namespace workbook::rpc
