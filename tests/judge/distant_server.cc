#include "judge/distant_server.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

namespace workbook::testing {
namespace {

using runner::Descriptor;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What was read, and when it arrives.
struct Underway {
  steady_clock::time_point due;
  std::string bytes;
};

sockaddr_in Loopback(int port) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  name.sin_port = htons(static_cast<uint16_t>(port));
  return name;
}

bool Send(int socket, const std::string& bytes) {
  for (size_t sent = 0; sent < bytes.size();) {
    const ssize_t size = send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) return false;
    sent += static_cast<size_t>(size);
  }
  return true;
}

// In milliseconds, for poll(2): until the first arrives, for ever when there is none.
int TimeUntil(const std::deque<Underway>& underway) {
  if (underway.empty()) return -1;
  const auto left = std::chrono::ceil<milliseconds>(underway.front().due - steady_clock::now());
  return static_cast<int>(std::max(left, milliseconds(0)).count());
}

}  // namespace

DistantServer::DistantServer(const rpc::Address& server, milliseconds delay)
    : delay_(delay), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in name = Loopback(0);
  socklen_t size = sizeof(name);
  auto* generic = reinterpret_cast<sockaddr*>(&name);
  EXPECT_EQ(bind(listener_.get(), generic, size), 0);
  EXPECT_EQ(listen(listener_.get(), 64), 0);
  EXPECT_EQ(getsockname(listener_.get(), generic, &size), 0);
  address_ = {"127.0.0.1", ntohs(name.sin_port)};
  acceptor_ = std::thread([this, port = server.port] { Accept(port); });
}

DistantServer::~DistantServer() {
  stopping_ = true;
  shutdown(listener_.get(), SHUT_RDWR);  // wakes accept
  acceptor_.join();
  for (const Descriptor& end : ends_) shutdown(end.get(), SHUT_RDWR);
  for (std::thread& passing : passing_) passing.join();
}

void DistantServer::Accept(int port) {
  while (!stopping_) {
    Descriptor near(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (near.get() < 0) return;
    Descriptor far(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in name = Loopback(port);
    EXPECT_EQ(connect(far.get(), reinterpret_cast<sockaddr*>(&name), sizeof(name)), 0);
    const int at_once = 1;  // the delay is to be the only one
    for (const Descriptor* end : {&near, &far}) {
      setsockopt(end->get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
    }
    passing_.emplace_back([this, from = near.get(), to = far.get()] { Pass(from, to); });
    passing_.emplace_back([this, from = far.get(), to = near.get()] { Pass(from, to); });
    ends_.push_back(std::move(near));
    ends_.push_back(std::move(far));
  }
}

void DistantServer::Pass(int from, int to) const {
  std::deque<Underway> underway;
  char buffer[64 * 1024];
  pollfd readable{from, POLLIN, 0};
  while (readable.fd >= 0 || !underway.empty()) {
    poll(&readable, 1, TimeUntil(underway));
    if (readable.fd >= 0 && readable.revents != 0) {
      const ssize_t size = recv(from, buffer, sizeof(buffer), 0);
      if (size <= 0) {
        readable.fd = -1;  // which poll ignores
      } else {
        underway.push_back({steady_clock::now() + delay_, {buffer, static_cast<size_t>(size)}});
      }
    }
    while (!underway.empty() && underway.front().due <= steady_clock::now()) {
      if (!Send(to, underway.front().bytes)) {
        shutdown(from, SHUT_RD);
        return;
      }
      underway.pop_front();
    }
  }
  shutdown(to, SHUT_WR);
}

}  // namespace workbook::testing
