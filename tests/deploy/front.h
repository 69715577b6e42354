// chat_server behind nghttpx, as processes, with the configuration in deploy/.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <ostream>
#include <string>

#include "base/process.h"
#include "tests/e2e/programs.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {

/// Whether Debian's nghttp2-proxy is installed.
bool HasNghttpx();

/// The connection from nghttpx to chat_server.
enum class BackendLeg { kTls, kPlaintext };

inline void PrintTo(BackendLeg leg, std::ostream* out) {
  *out << (leg == BackendLeg::kTls ? "TlsToTheServer" : "PlaintextToTheServer");
}

/// The callers that chat_server accepts.
enum class Callers { kAnybody, kWithTokens };

/// Both programs, ready for calls. nghttpx listens on a Unix domain socket, which needs no free
/// port.
class Front {
 public:
  /// Tokens need TLS: kWithTokens takes kTls.
  explicit Front(BackendLeg leg, Callers callers = Callers::kAnybody);
  Front(const Front&) = delete;
  Front& operator=(const Front&) = delete;

  /// A new connection to nghttpx over TLS. `token`: a file of `workbook certs` ("client.token",
  /// which is ann's, or "admin.token"), or none.
  std::shared_ptr<grpc::Channel> Channel(const std::string& token = "") const;
  /// The same to chat_server, without nghttpx.
  std::shared_ptr<grpc::Channel> ChannelToTheServer(const std::string& token) const;
  RunningServer& server() { return *server_; }
  base::Process& nghttpx() { return *nghttpx_; }
  /// Stops chat_server and restarts it on its port.
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
  const std::string authority_ = folder_ / "ca.pem";  // the authority's certificate
  std::unique_ptr<RunningServer> server_;
  std::unique_ptr<base::Process> nghttpx_;  // destroyed before the server that it calls
};

}  // namespace workbook::tests
