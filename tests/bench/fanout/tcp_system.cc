#include "tests/bench/fanout/tcp_system.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/match.h"

namespace workbook::tests {
namespace {

constexpr size_t kBufferBytes = 256 * 1024;

absl::Status Failed(const char* what) { return absl::ErrnoToStatus(errno, what); }

absl::Status SendAll(int socket, const std::string& bytes) {
  for (size_t sent = 0; sent < bytes.size();) {
    const ssize_t n = send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n < 0) return Failed("send");
    sent += static_cast<size_t>(n);
  }
  return absl::OkStatus();
}

absl::Status ReceiveUntil(int socket, const std::string& ending) {
  std::string received;
  std::array<char, 4096> bytes{};
  while (!absl::EndsWith(received, ending)) {
    const ssize_t n = recv(socket, bytes.data(), bytes.size(), 0);
    if (n <= 0) return absl::UnavailableError("no answer to a subscription; got: " + received);
    received.append(bytes.data(), static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<System>> TcpSystem::Connect(std::unique_ptr<ServerProcess> server,
                                                           TcpProtocol protocol) {
  std::unique_ptr<TcpSystem> system(new TcpSystem(std::move(server), std::move(protocol)));
  absl::StatusOr<base::UniqueFd> publisher = system->Dial();
  if (!publisher.ok()) return publisher.status();
  system->publisher_ = *std::move(publisher);
  if (absl::Status status = system->Watch(system->publisher_.get(), nullptr); !status.ok()) {
    return status;
  }
  return system;
}

TcpSystem::TcpSystem(std::unique_ptr<ServerProcess> server, TcpProtocol protocol)
    : server_(std::move(server)),
      protocol_(std::move(protocol)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      buffer_(kBufferBytes) {}

absl::Status TcpSystem::Add(size_t readers, bool stalled) {
  for (size_t i = 0; i < readers; ++i) {
    absl::StatusOr<base::UniqueFd> socket = Dial();
    if (!socket.ok()) return socket.status();
    absl::Status status = SendAll(socket->get(), protocol_.join);
    status.Update(ReceiveUntil(socket->get(), protocol_.joined));
    readers_.push_back(std::make_unique<Reader>(Reader{.socket = *std::move(socket)}));
    if (!stalled) status.Update(Watch(readers_.back()->socket.get(), readers_.back().get()));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<base::UniqueFd> TcpSystem::Dial() const {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(server_->address().port));
  base::UniqueFd connection(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int on = 1;
  setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(connection.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    return Failed("connect");
  }
  return connection;
}

absl::Status TcpSystem::Watch(int socket, void* whose) const {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = whose;
  return epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, socket, &event) == 0 ? absl::OkStatus()
                                                                     : Failed("epoll_ctl");
}

absl::Status TcpSystem::Publish(const std::string& text, size_t count, bool pipelined) {
  delivery_ = protocol_.delivery(text);
  const std::string publication = protocol_.publication(text);
  if (pipelined) {
    std::string pipeline;
    for (size_t i = 0; i < count; ++i) pipeline += publication;
    return SendAll(publisher_.get(), pipeline);
  }
  absl::Status status;
  for (size_t i = 0; i < count && status.ok(); ++i) status = SendAll(publisher_.get(), publication);
  return status;
}

absl::Status TcpSystem::WaitForEvent(Deliveries& deliveries) {
  std::array<epoll_event, 64> events{};
  const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(kSilence).count();
  const int ready = epoll_wait(epoll_.get(), events.data(), events.size(), timeout);
  if (ready == 0) return absl::DeadlineExceededError("nothing is delivered any more");
  for (int i = 0; i < ready; ++i) {
    Reader* const reader = static_cast<Reader*>(events.at(static_cast<size_t>(i)).data.ptr);
    const int socket = reader == nullptr ? publisher_.get() : reader->socket.get();
    const ssize_t n = recv(socket, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
    if (n <= 0) return absl::UnavailableError("the server has closed a connection");
    // The publisher receives acknowledgements.
    if (reader != nullptr) deliveries.Count(Take(*reader, buffer_.data(), buffer_.data() + n));
  }
  return absl::OkStatus();
}

// The number of messages that end in the received bytes.
size_t TcpSystem::Take(Reader& reader, const char* begin, const char* end) const {
  size_t messages = 0;
  while (begin != end) {
    if (reader.of_frame == 0) reader.in_line = *begin != delivery_.front();
    if (reader.in_line) {
      begin = std::find(begin, end, '\n');
      reader.of_frame = begin == end ? 1 : 0;
      if (begin == end) break;
      ++begin;
      SendAll(reader.socket.get(), protocol_.pong).IgnoreError();
      continue;
    }
    const size_t here =
        std::min(static_cast<size_t>(end - begin), delivery_.size() - reader.of_frame);
    begin += here;
    reader.of_frame += here;
    if (reader.of_frame < delivery_.size()) break;
    reader.of_frame = 0;
    ++messages;
  }
  return messages;
}

}  // namespace workbook::tests
