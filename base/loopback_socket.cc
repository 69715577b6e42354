#include "base/loopback_socket.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace workbook::base {
namespace {

void Require(bool done, const char* call) {
  if (done) return;
  std::perror(call);
  std::abort();
}

}  // namespace

LoopbackSocket BindLoopbackSocket(PortSharing sharing) {
  UniqueFd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  Require(fd.get() >= 0, "socket");
  if (sharing == PortSharing::kYes) {
    const int on = 1;
    Require(setsockopt(fd.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) == 0, "setsockopt");
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  Require(bind(fd.get(), generic, size) == 0, "bind");
  Require(getsockname(fd.get(), generic, &size) == 0, "getsockname");
  return {std::move(fd), ntohs(address.sin_port)};
}

}  // namespace workbook::base
