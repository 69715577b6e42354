#include "lessons/check/held_port.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace workbook::check {
namespace {

void Require(bool done, const char* what) {
  if (done) return;
  std::perror(what);
  std::abort();
}

}  // namespace

// Bound, so that it is ours; without listen(), so that nobody gets a connection.
HeldPort::HeldPort() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  Require(socket_ >= 0, "socket");
  const int on = 1;
  Require(setsockopt(socket_, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) == 0, "SO_REUSEPORT");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  Require(bind(socket_, generic, size) == 0, "bind");
  Require(getsockname(socket_, generic, &size) == 0, "getsockname");
  target_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
}

HeldPort::~HeldPort() { close(socket_); }

}  // namespace workbook::check
