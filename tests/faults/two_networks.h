// Two network namespaces with a cable between them, which can be cut: the one way to lose a peer
// without a FIN. Nothing outside of them changes, and they go with the processes that hold them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lessons/runner/process.h"

namespace workbook::testing {

class TwoNetworks {
 public:
  static constexpr char kServerHost[] = "10.55.0.1";

  /// UNAVAILABLE, with the reason, where this user or this machine has no namespaces.
  static absl::StatusOr<std::unique_ptr<TwoNetworks>> Create();

  /// Starts `argv`, a program of bin/ and its arguments, in the server's network or the client's.
  std::unique_ptr<runner::Process> StartServer(const std::vector<std::string>& argv);
  std::unique_ptr<runner::Process> StartClient(const std::vector<std::string>& argv);

  /// From here on nothing goes from one to the other, and nobody is told.
  void CutTheCable();

 private:
  TwoNetworks() = default;
  absl::Status SetUp();

  std::unique_ptr<runner::Process> server_network_;
  std::unique_ptr<runner::Process> client_network_;
};

}  // namespace workbook::testing
