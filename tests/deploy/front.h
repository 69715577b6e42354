// chat_server behind nghttpx with the configuration that stands in deploy/, as processes.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <ostream>
#include <string>

#include "lessons/runner/process.h"
#include "pairs/programs.h"
#include "support/scratch_folder.h"

namespace workbook::testing {

/// Whether Debian's nghttp2-proxy is installed.
bool HasNghttpx();

/// How nghttpx speaks to chat_server.
enum class BackendLeg { kTls, kPlaintext };

inline void PrintTo(BackendLeg leg, std::ostream* out) {
  *out << (leg == BackendLeg::kTls ? "TlsToTheServer" : "PlaintextToTheServer");
}

/// Whom chat_server lets in.
enum class Callers { kAnybody, kWithTokens };

/// Both programs, ready to be called. The front listens on a Unix domain socket: no port to choose.
class Front {
 public:
  /// Tokens travel over TLS only: kWithTokens goes with kTls.
  explicit Front(BackendLeg leg, Callers callers = Callers::kAnybody);
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  /// A connection of its own to nghttpx, over TLS. `token`: a file that `workbook certs` makes
  /// ("client.token", which is ann's, or "admin.token"), or none.
  std::shared_ptr<grpc::Channel> Channel(const std::string& token = "") const;
  /// Likewise, past nghttpx.
  std::shared_ptr<grpc::Channel> ChannelToTheServer(const std::string& token) const;
  RunningServer& server() { return *server_; }
  runner::Process& nghttpx() { return *nghttpx_; }
  /// Ends chat_server and starts it anew on its port.
  void RestartServer();

  const std::string& socket() const { return socket_; }
  const std::string& authority() const { return authority_; }

 private:
  void StartServer(int port);
  std::shared_ptr<grpc::Channel> Dial(const std::string& target, const std::string& token) const;
  std::string Configuration(BackendLeg leg) const;

  const BackendLeg leg_;
  const Callers callers_;
  const ScratchFolder folder_;
  const std::string socket_ = folder_ / "front.sock";
  const std::string authority_ = folder_ / "ca.pem";  // the file of the authority's certificate
  std::unique_ptr<RunningServer> server_;
  std::unique_ptr<runner::Process> nghttpx_;  // ends before the server that it calls
};

}  // namespace workbook::testing
