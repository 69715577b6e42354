#include "tests/mutants/latency_proxy.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "base/loopback_socket.h"

namespace workbook::tests {
namespace {

using base::UniqueFd;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Bytes on their way, and when they are due.
struct Delayed {
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

// A timeout for poll(2), in milliseconds: until the first is due, without end when there is none.
int TimeUntil(const std::deque<Delayed>& underway) {
  if (underway.empty()) return -1;
  const auto left = std::chrono::ceil<milliseconds>(underway.front().due - steady_clock::now());
  return static_cast<int>(std::max(left, milliseconds(0)).count());
}

}  // namespace

LatencyProxy::LatencyProxy(const rpc::Address& server, milliseconds delay) : delay_(delay) {
  base::LoopbackSocket socket = base::BindLoopbackSocket();
  listener_ = std::move(socket.fd);
  EXPECT_EQ(listen(listener_.get(), 64), 0);
  address_ = {"127.0.0.1", socket.port};
  acceptor_ =
      std::jthread([this, port = server.port](const std::stop_token& stop) { Accept(stop, port); });
}

LatencyProxy::~LatencyProxy() {
  acceptor_.request_stop();
  shutdown(listener_.get(), SHUT_RDWR);  // wakes accept
  acceptor_.join();
  for (const UniqueFd& end : ends_) shutdown(end.get(), SHUT_RDWR);
  forwarders_.clear();  // joins: ends_ is closed after the threads that use it
}

void LatencyProxy::Accept(const std::stop_token& stop, int port) {
  while (!stop.stop_requested()) {
    UniqueFd near(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (near.get() < 0) return;
    UniqueFd far(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in name = Loopback(port);
    EXPECT_EQ(connect(far.get(), reinterpret_cast<sockaddr*>(&name), sizeof(name)), 0);
    const int at_once = 1;  // no delay besides `delay`
    for (const UniqueFd* end : {&near, &far}) {
      setsockopt(end->get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof(at_once));
    }
    forwarders_.emplace_back([this, from = near.get(), to = far.get()] { Forward(from, to); });
    forwarders_.emplace_back([this, from = far.get(), to = near.get()] { Forward(from, to); });
    ends_.push_back(std::move(near));
    ends_.push_back(std::move(far));
  }
}

void LatencyProxy::Forward(int from, int to) const {
  std::deque<Delayed> underway;
  char buffer[64 * 1024];
  pollfd readable{from, POLLIN, 0};
  while (readable.fd >= 0 || !underway.empty()) {
    poll(&readable, 1, TimeUntil(underway));
    if (readable.fd >= 0 && readable.revents != 0) {
      const ssize_t size = recv(from, buffer, sizeof(buffer), 0);
      if (size <= 0) {
        readable.fd = -1;  // poll ignores it
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

}  // namespace workbook::tests
