// The floor: the least that a broadcast over TCP can cost. It forwards the bytes of one connection
// to all others, without a protocol, and keeps what a reader has not yet read.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace {

struct Connection {
  int socket = -1;
  size_t index = 0;
  std::string unsent{};
};

class Broadcast {
 public:
  explicit Broadcast(int listener) : listener_(listener), epoll_(epoll_create1(0)) {
    Watch(EPOLL_CTL_ADD, listener_, EPOLLIN, nullptr);
  }

  void Run() {
    std::array<epoll_event, 64> events{};
    while (true) {
      const int ready = epoll_wait(epoll_, events.data(), events.size(), -1);
      for (int i = 0; i < ready; ++i) {
        const epoll_event& event = events.at(static_cast<size_t>(i));
        auto* const connection = static_cast<Connection*>(event.data.ptr);
        if (connection == nullptr) {
          Accept();
        } else if ((event.events & EPOLLOUT) != 0) {
          SendRest(*connection);
        } else {
          Receive(*connection);
        }
      }
    }
  }

 private:
  void Accept() {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
    if (socket < 0) return;
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connections_.push_back(
        std::make_unique<Connection>(Connection{.socket = socket, .index = connections_.size()}));
    Watch(EPOLL_CTL_ADD, socket, EPOLLIN, connections_.back().get());
    send(socket, "+", 1, MSG_NOSIGNAL);  // registered
  }

  void Receive(Connection& from) {
    const ssize_t received = recv(from.socket, buffer_.data(), buffer_.size(), 0);
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0) return Remove(from);
    for (const std::unique_ptr<Connection>& to : connections_) {
      if (to.get() != &from) Send(*to, static_cast<size_t>(received));
    }
  }

  void Send(Connection& to, size_t size) {
    ssize_t sent = 0;
    if (to.unsent.empty()) sent = send(to.socket, buffer_.data(), size, MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(size)) return;
    if (sent < 0) sent = 0;
    if (to.unsent.empty()) Watch(EPOLL_CTL_MOD, to.socket, EPOLLIN | EPOLLOUT, &to);
    to.unsent.append(buffer_.data() + sent, size - static_cast<size_t>(sent));
  }

  void SendRest(Connection& to) {
    const ssize_t sent = send(to.socket, to.unsent.data(), to.unsent.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return Remove(to);
    if (sent > 0) to.unsent.erase(0, static_cast<size_t>(sent));
    if (to.unsent.empty()) Watch(EPOLL_CTL_MOD, to.socket, EPOLLIN, &to);
  }

  // Run may still hold an event for it: it stays until the next one replaces it.
  void Remove(Connection& gone) {
    close(gone.socket);
    const size_t index = gone.index;
    std::swap(connections_[index], connections_.back());
    connections_[index]->index = index;
    removed_ = std::move(connections_.back());
    connections_.pop_back();
  }

  void Watch(int operation, int socket, uint32_t events, void* whose) const {
    epoll_event event{};
    event.events = events;
    event.data.ptr = whose;
    epoll_ctl(epoll_, operation, socket, &event);
  }

  const int listener_;
  const int epoll_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::unique_ptr<Connection> removed_;
  std::array<char, 256 * 1024> buffer_{};
};

}  // namespace

int main() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, generic, size) != 0 || listen(listener, SOMAXCONN) != 0 ||
      getsockname(listener, generic, &size) != 0) {
    std::perror("floor_server");
    return 1;
  }
  std::printf("floor_server listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  std::make_unique<Broadcast>(listener)->Run();
}
