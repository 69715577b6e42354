// A broadcast server that speaks a text protocol or none: as much of a client as it takes to
// publish, to subscribe and to count.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/fanout/system.h"
#include "lessons/runner/descriptor.h"

namespace workbook::bench {

/// What goes over a connection.
struct TcpProtocol {
  std::string join;    ///< what a new reader says, if anything
  std::string joined;  ///< what ends the server's answer once the reader is registered
  /// One message on its way to the server.
  std::function<std::string(const std::string& text)> publication;
  /// The same message on its way to a reader. A reader looks at its first byte and its length:
  /// what begins with another byte is a line, and no message.
  std::function<std::string(const std::string& text)> delivery;
  /// What a client says to a line that it did not ask for.
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
  absl::Status Await(Deliveries& deliveries) override;

 private:
  struct Reader {
    runner::Descriptor socket;
    size_t of_frame = 0;   // bytes of an unfinished message
    bool in_line = false;  // in a line that is no message
  };

  TcpSystem(std::unique_ptr<ServerProcess> server, TcpProtocol protocol);
  absl::Status Add(size_t readers, bool stalled);
  absl::StatusOr<runner::Descriptor> Dial() const;
  absl::Status Watch(int socket, void* whose) const;
  size_t Take(Reader& reader, const char* begin, const char* end) const;

  const std::unique_ptr<ServerProcess> server_;
  const TcpProtocol protocol_;
  runner::Descriptor epoll_;
  runner::Descriptor publisher_;
  std::vector<std::unique_ptr<Reader>> readers_;
  std::string delivery_;  // of the text that was published last
  std::vector<char> buffer_;
};

}  // namespace workbook::bench
