// calculator_server: the calculator over the network, in the API of your choice.
#include <memory>
#include <string>

#include "calculator/calculator_service_callback.h"
#include "calculator/calculator_service_cq.h"
#include "calculator/calculator_service_sync.h"
#include "rpc/program.h"

namespace {

namespace calculator = workbook::calculator;
namespace rpc = workbook::rpc;

std::unique_ptr<rpc::Servable> MakeService(const std::string& api) {
  if (api == "sync") return std::make_unique<rpc::Hosted<calculator::SyncCalculatorService>>();
  if (api == "cq") return std::make_unique<calculator::CqCalculatorService>();
  return std::make_unique<rpc::Hosted<calculator::CallbackCalculatorService>>();
}

}  // namespace

int main(int argc, char** argv) {
  rpc::ServerProgram program("calculator_server", "Serves calc.Calculator.", 50050,
                             "calculator_server --api=callback --port=0");
  std::string api = "sync";
  program.flags()
      .Add("--api", api, "gRPC's C++ API that the service is written in")
      .ShowDefault()
      .OneOf({"sync", "callback", "cq"});
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  const std::unique_ptr<rpc::Servable> service = MakeService(api);
  return program.Run(*service);
}
