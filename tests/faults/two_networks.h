// Two network namespaces with a virtual cable between them. Cutting it is the only way to lose a
// peer without a FIN. Nothing outside changes; the namespaces end with the processes that hold
// them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/process.h"

namespace workbook::tests {

class TwoNetworks {
 public:
  static constexpr char kServerHost[] = "10.55.0.1";

  /// UNAVAILABLE, with the reason, when this user or machine cannot make namespaces.
  static absl::StatusOr<std::unique_ptr<TwoNetworks>> Create();

  /// Starts `argv`, a program of bin/ and its arguments, in the server's network or the client's.
  std::unique_ptr<base::Process> StartServer(const std::vector<std::string>& argv);
  std::unique_ptr<base::Process> StartClient(const std::vector<std::string>& argv);

  /// From here on no packet passes, and neither side is told.
  void CutTheCable();

 private:
  TwoNetworks() = default;
  absl::Status SetUp();

  std::unique_ptr<base::Process> server_network_;
  std::unique_ptr<base::Process> client_network_;
};

}  // namespace workbook::tests
