#include "rpc/address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace workbook::rpc {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// All addresses of `address`; `error` is getaddrinfo's code when there are none.
AddressList Resolve(const Address& address, int* error) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  *error = getaddrinfo(address.host.c_str(), absl::StrCat(address.port).c_str(), &hints, &list);
  return AddressList(*error == 0 ? list : nullptr, &freeaddrinfo);
}

}  // namespace

std::string Address::ToString() const {
  if (absl::StrContains(host, ':')) return absl::StrCat("[", host, "]:", port);
  return absl::StrCat(host, ":", port);
}

std::string WithoutBrackets(const std::string& host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed && absl::StrContains(host, ':') ? host.substr(1, host.size() - 2) : host;
}

absl::StatusOr<Address> ParseAddress(const std::string& text) {
  const size_t colon = text.rfind(':');
  int port = 0;
  if (colon == text.npos || colon == 0 || !absl::SimpleAtoi(text.substr(colon + 1), &port) ||
      port < 1 || port > 65535) {
    return absl::InvalidArgumentError("not HOST:PORT with a port from 1 to 65535: " + text);
  }
  return Address{WithoutBrackets(text.substr(0, colon)), port};
}

bool IsLoopback(const std::string& host) {
  int error = 0;
  const AddressList list = Resolve({host, 0}, &error);
  for (const addrinfo* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
    if (entry->ai_family == AF_INET) {
      const auto* v4 = reinterpret_cast<const sockaddr_in*>(entry->ai_addr);
      if ((ntohl(v4->sin_addr.s_addr) >> 24) != IN_LOOPBACKNET) return false;
    } else if (entry->ai_family == AF_INET6) {
      const auto* v6 = reinterpret_cast<const sockaddr_in6*>(entry->ai_addr);
      if (!IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr)) return false;
    } else {
      return false;
    }
  }
  return list != nullptr;
}

absl::Status TryToBind(const Address& address) {
  int error = 0;
  const AddressList list = Resolve(address, &error);
  if (list == nullptr) {
    return absl::UnavailableError(
        absl::StrCat("cannot resolve ", address.host, ": ", gai_strerror(error)));
  }
  for (const addrinfo* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
    const int fd = socket(entry->ai_family, entry->ai_socktype | SOCK_CLOEXEC, 0);
    if (fd < 0) continue;
    // As gRPC does: a port in TIME_WAIT is free, one with a listener is not.
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    const bool bound =
        bind(fd, entry->ai_addr, entry->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0;
    const int reason = errno;
    close(fd);
    if (!bound) {
      return absl::UnavailableError(
          absl::StrCat("cannot listen on ", address.ToString(), ": ", std::strerror(reason)));
    }
  }
  return absl::OkStatus();
}

}  // namespace workbook::rpc
