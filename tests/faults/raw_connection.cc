#include "tests/faults/raw_connection.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace workbook::tests {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

RawConnection::RawConnection(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  EXPECT_EQ(connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
}

void RawConnection::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
}

void RawConnection::CloseSending() { shutdown(socket_.get(), SHUT_WR); }

std::optional<std::string> RawConnection::Receive(milliseconds timeout) {
  pollfd readable{socket_.get(), POLLIN, 0};
  if (closed_ || poll(&readable, 1, static_cast<int>(timeout.count())) <= 0) return std::nullopt;
  std::array<char, 16 * 1024> bytes{};
  const ssize_t received = recv(socket_.get(), bytes.data(), bytes.size(), 0);
  closed_ = received <= 0;  // an error is a reset
  if (closed_) return std::nullopt;
  return std::string(bytes.data(), static_cast<size_t>(received));
}

bool RawConnection::ClosesWithin(milliseconds timeout) {
  const Clock::time_point end = Clock::now() + timeout;
  while (!closed_ && Clock::now() < end) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
    Receive(std::max(left, milliseconds(1)));
  }
  return closed_;
}

}  // namespace workbook::tests
