// A broadcast server with a text protocol or none: the parts of a client that publish, subscribe
// and count.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "tests/bench/fanout/system.h"

namespace workbook::tests {

/// The bytes on a connection.
struct TcpProtocol {
  std::string join;    ///< the first bytes of a new reader, if any
  std::string joined;  ///< what ends the server's answer once the reader is registered
  /// One message to the server.
  std::function<std::string(const std::string& text)> publication;
  /// The same message to a reader. A reader checks its first byte and its length; anything with
  /// another first byte is a line, not a message.
  std::function<std::string(const std::string& text)> delivery;
  /// The answer of a client to an unsolicited line.
  std::string pong;
};

class TcpSystem final : public System {
 public:
  static absl::StatusOr<std::unique_ptr<System>> Connect(std::unique_ptr<ServerProcess> server,
                                                         TcpProtocol protocol);

  const ServerProcess& server() const override { return *server_; }
  absl::Status Join(size_t readers) override { return Add(readers, /*stalled=*/false); }
  absl::Status JoinStalled(size_t readers) override { return Add(readers, /*stalled=*/true); }
  absl::Status Publish(const std::string& text, size_t count, bool pipelined) override;
  absl::Status WaitForEvent(Deliveries& deliveries) override;

 private:
  struct Reader {
    base::UniqueFd socket;
    size_t of_frame = 0;   // bytes of an unfinished message
    bool in_line = false;  // in a line that is no message
  };

  TcpSystem(std::unique_ptr<ServerProcess> server, TcpProtocol protocol);
  absl::Status Add(size_t readers, bool stalled);
  absl::StatusOr<base::UniqueFd> Dial() const;
  absl::Status Watch(int socket, void* whose) const;
  size_t Take(Reader& reader, const char* begin, const char* end) const;

  const std::unique_ptr<ServerProcess> server_;
  const TcpProtocol protocol_;
  base::UniqueFd epoll_;
  base::UniqueFd publisher_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::string delivery_;  // of the text that was published last
  std::vector<char> buffer_;
};

}  // namespace workbook::tests
