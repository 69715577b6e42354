#include "judge/hostile_server.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

namespace workbook::testing {
namespace {

using runner::Descriptor;

// HTTP/2 (RFC 9113) frames: length in 3 bytes, type, flags, stream in 4 bytes.
const std::string kSettings("\0\0\0\x04\0\0\0\0\0", 9);
const std::string kSettingsAck("\0\0\0\x04\x01\0\0\0\0", 9);
const std::string kPing("\0\0\x08\x06\0\0\0\0\0********", 17);
constexpr char kHeadersFrame = 1;

constexpr int kLate = 300;  // ms

bool Send(int socket, const std::string& bytes) {
  return send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

// Whether a HEADERS frame, a call, has begun in what a client sent.
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

HostileServer::HostileServer(Manner manner)
    : manner_(manner), listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(name);
  auto* generic = reinterpret_cast<sockaddr*>(&name);
  EXPECT_EQ(bind(listener_.get(), generic, size), 0);
  EXPECT_EQ(listen(listener_.get(), 16), 0);
  EXPECT_EQ(getsockname(listener_.get(), generic, &size), 0);
  address_ = {"127.0.0.1", ntohs(name.sin_port)};
  acceptor_ = std::thread([this] { Accept(); });
}

HostileServer::~HostileServer() {
  stopping_ = true;
  shutdown(listener_.get(), SHUT_RDWR);  // wakes accept
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int connection : open_) shutdown(connection, SHUT_RDWR);
  }
  for (std::thread& server : servers_) server.join();
}

void HostileServer::Accept() {
  while (!stopping_) {
    Descriptor connection(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (connection.get() < 0) return;
    {
      const std::lock_guard lock(mutex_);
      open_.push_back(connection.get());
    }
    servers_.emplace_back(
        [this, held = std::move(connection)]() mutable { Serve(std::move(held)); });
  }
}

void HostileServer::Serve(Descriptor connection) {
  const int socket = connection.get();
  std::string seen;
  char buffer[4096];
  if (manner_ == Manner::kGreetsLate) {
    pollfd gone{socket, POLLRDHUP, 0};
    poll(&gone, 1, kLate);
  }
  if (manner_ != Manner::kSpeaksHttp1) Send(socket, kSettings + kSettingsAck);
  while (true) {
    const ssize_t size = recv(socket, buffer, sizeof(buffer), 0);
    if (size <= 0) break;
    seen.append(buffer, static_cast<size_t>(size));
    if (manner_ == Manner::kSpeaksHttp1) {
      Send(socket, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
      break;
    }
    if (!HasCall(seen)) continue;
    if (manner_ == Manner::kHangsUpOnEveryCall) break;
    if (manner_ == Manner::kAnswersGarbage) Send(socket, std::string(4096, '\xA5'));
    while (manner_ == Manner::kFloods && Send(socket, kPing)) {
    }
  }
  const std::lock_guard lock(mutex_);
  open_.erase(std::find(open_.begin(), open_.end(), socket));
  connection = Descriptor();
}

}  // namespace workbook::testing
