// chat_server behind nghttpx with the configuration that stands in deploy/, as processes.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

#include "lessons/runner/process.h"
#include "pairs/programs.h"

namespace workbook::testing {

/// Whether Debian's nghttp2-proxy is installed.
bool HasNghttpx();

/// How nghttpx speaks to chat_server.
enum class BackendLeg { kTls, kPlaintext };

/// Both programs, ready to be called. The front listens on a Unix domain socket: no port to choose.
class Front {
 public:
  explicit Front(BackendLeg leg);
  ~Front();
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  /// A connection of its own to nghttpx, over TLS.
  std::shared_ptr<grpc::Channel> Channel() const;
  RunningServer& server() { return *server_; }
  runner::Process& nghttpx() { return *nghttpx_; }
  /// Ends chat_server and starts it anew on its port.
  void RestartServer();

  const std::string& socket() const { return socket_; }
  const std::string& authority() const { return authority_; }

 private:
  void StartServer(int port);
  std::string Configuration(BackendLeg leg) const;

  const BackendLeg leg_;
  const std::string folder_;
  const std::string socket_ = folder_ + "/front.sock";
  const std::string authority_ = folder_ + "/ca.pem";  // the file of the authority's certificate
  std::unique_ptr<RunningServer> server_;
  std::unique_ptr<runner::Process> nghttpx_;
};

}  // namespace workbook::testing
