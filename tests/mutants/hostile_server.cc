#include "tests/mutants/hostile_server.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/loopback_socket.h"
#include "base/mutex.h"

namespace workbook::tests {
namespace {

using base::UniqueFd;

// HTTP/2 (RFC 9113) frames: length in 3 bytes, type, flags, stream in 4 bytes.
const std::string kSettings("\0\0\0\x04\0\0\0\0\0", 9);
const std::string kSettingsAck("\0\0\0\x04\x01\0\0\0\0", 9);
const std::string kPing("\0\0\x08\x06\0\0\0\0\0********", 17);
constexpr char kHeadersFrame = 1;

constexpr int kLateMs = 300;

bool Send(int socket, const std::string& bytes) {
  return send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

// Whether a client has sent the beginning of a HEADERS frame, which opens a call.
bool HasCall(const std::string& bytes) {
  size_t at = sizeof("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") - 1;
  while (at + 9 <= bytes.size()) {
    if (bytes[at + 3] == kHeadersFrame) return true;
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
    at += 9 + (byte(0) << 16 | byte(1) << 8 | byte(2));
  }
  return false;
}

}  // namespace

HostileServer::HostileServer(Manner manner) : manner_(manner) {
  base::LoopbackSocket socket = base::BindLoopbackSocket();
  listener_ = std::move(socket.fd);
  EXPECT_EQ(listen(listener_.get(), 16), 0);
  address_ = {"127.0.0.1", socket.port};
  acceptor_ = std::jthread([this](const std::stop_token& stop) { Accept(stop); });
}

HostileServer::~HostileServer() {
  acceptor_.request_stop();
  shutdown(listener_.get(), SHUT_RDWR);  // wakes accept
  acceptor_.join();
  {
    const base::MutexLock lock(mutex_);
    for (const int connection : open_) shutdown(connection, SHUT_RDWR);
  }
  servers_.clear();  // joins
}

void HostileServer::Accept(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    UniqueFd connection(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (connection.get() < 0) return;
    {
      const base::MutexLock lock(mutex_);
      open_.push_back(connection.get());
    }
    servers_.emplace_back(
        [this, owned = std::move(connection)]() mutable { Serve(std::move(owned)); });
  }
}

void HostileServer::Serve(UniqueFd connection) {
  const int socket = connection.get();
  std::string received;
  char buffer[4096];
  if (manner_ == Manner::kGreetsLate) {
    pollfd gone{socket, POLLRDHUP, 0};
    poll(&gone, 1, kLateMs);
  }
  if (manner_ != Manner::kSpeaksHttp1) Send(socket, kSettings + kSettingsAck);
  while (true) {
    const ssize_t size = recv(socket, buffer, sizeof(buffer), 0);
    if (size <= 0) break;
    received.append(buffer, static_cast<size_t>(size));
    if (manner_ == Manner::kSpeaksHttp1) {
      Send(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      break;
    }
    if (!HasCall(received)) continue;
    if (manner_ == Manner::kHangsUpOnEveryCall) break;
    if (manner_ == Manner::kAnswersGarbage) Send(socket, std::string(4096, '\xA5'));
    while (manner_ == Manner::kFloods && Send(socket, kPing)) {
    }
  }
  const base::MutexLock lock(mutex_);
  open_.erase(std::ranges::find(open_, socket));
  connection = UniqueFd();  // under the lock: the destructor shuts down what is in open_
}

}  // namespace workbook::tests
