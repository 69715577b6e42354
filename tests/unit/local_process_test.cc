#include "conformance/runner/local_process.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/unique_fd.h"

namespace workbook::tests {
namespace {

using conformance::runner::ListenerOn;

// A socket on a free port of 127.0.0.1 or ::1, by `family`. Listen() makes it listen.
class Socket {
 public:
  explicit Socket(int family) : fd_(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in6 address{};
    address.sin6_addr = in6addr_loopback;
    address.sin6_family = AF_INET6;
    if (family == AF_INET) {
      auto* v4 = reinterpret_cast<sockaddr_in*>(&address);
      *v4 = {};
      v4->sin_family = AF_INET;
      v4->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    }
    auto* any = reinterpret_cast<sockaddr*>(&address);
    socklen_t length = sizeof(address);
    bound_ = bind(fd_.get(), any, length) == 0 && getsockname(fd_.get(), any, &length) == 0;
    port_ = ntohs(address.sin6_port);  // at the same place in both
  }

  bool bound() const { return bound_; }
  int port() const { return port_; }
  void Listen() { EXPECT_EQ(listen(fd_.get(), 1), 0); }

 private:
  const base::UniqueFd fd_;
  bool bound_ = false;
  int port_ = 0;
};

TEST(LocalProcessTest, IsTheOneThatListens) {
  Socket server(AF_INET);
  ASSERT_TRUE(server.bound());
  EXPECT_EQ(ListenerOn({"127.0.0.1", server.port()}), std::nullopt);
  server.Listen();
  EXPECT_EQ(ListenerOn({"127.0.0.1", server.port()}), getpid());
  EXPECT_EQ(ListenerOn({"localhost", server.port()}), getpid());
}

TEST(LocalProcessTest, IsFoundOverIpv6Too) {
  Socket server(AF_INET6);
  if (!server.bound()) GTEST_SKIP() << "this machine has no IPv6";
  server.Listen();
  EXPECT_EQ(ListenerOn({"::1", server.port()}), getpid());
}

TEST(LocalProcessTest, IsUnknownOnOtherMachines) {
  Socket server(AF_INET);
  server.Listen();
  EXPECT_EQ(ListenerOn({"192.0.2.1", server.port()}), std::nullopt);
}

}  // namespace
}  // namespace workbook::tests
