#include "rpc/descriptors.h"

#include <dirent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <memory>

#include "absl/strings/str_cat.h"

namespace workbook::rpc {
namespace {

rlim_t SoftLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

// -1 when it cannot be known: listing the directory takes a descriptor, too.
int CountOpen() {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir("/proc/self/fd"), &closedir);
  if (directory == nullptr) return -1;
  int count = -3;  // ".", ".." and the directory itself
  while (readdir(directory.get()) != nullptr) ++count;
  return count;
}

// 0 for a descriptor that is not a TCP listener.
int Backlog(int fd) {
  int listens = 0;
  socklen_t size = sizeof(listens);
  if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0) return 0;
  tcp_info info{};
  size = sizeof(info);
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return 0;
  return static_cast<int>(
      info.tcpi_unacked);  // for a listener, Linux puts the length of its queue there
}

}  // namespace

void RaiseDescriptorLimit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);  // needs no privilege
}

int UnacceptedConnections() {
  // A listener is opened early and so has a low number. Listing /proc/self/fd would fail exactly
  // when this matters: with no descriptor left.
  int waiting = 0;
  for (int fd = 0; fd < 1024; ++fd) waiting += Backlog(fd);
  return waiting;
}

std::string DescriptorUse() {
  const int open = CountOpen();
  return absl::StrCat(open < 0 ? "all" : absl::StrCat(open), " of ", SoftLimit(), " descriptors");
}

}  // namespace workbook::rpc
