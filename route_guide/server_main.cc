// route_guide_server: a file of features over the network.
#include <memory>
#include <string>
#include <utility>

#include "base/data_file.h"
#include "route_guide/route_guide_service_callback.h"
#include "route_guide/route_guide_service_sync.h"
#include "rpc/program.h"

namespace {

namespace route_guide = workbook::route_guide;
namespace rpc = workbook::rpc;

std::unique_ptr<rpc::Servable> MakeService(
    const std::string& api, std::shared_ptr<const route_guide::FeatureDatabase> features,
    std::shared_ptr<route_guide::NoteBoard> shared_notes) {
  if (api == "sync") {
    return std::make_unique<route_guide::SyncRouteGuideService>(std::move(features),
                                                                std::move(shared_notes));
  }
  return std::make_unique<rpc::Hosted<route_guide::CallbackRouteGuideService>>(
      std::move(features), std::move(shared_notes));
}

}  // namespace

int main(int argc, char** argv) {
  rpc::ServerProgram program("route_guide_server", "Serves RouteGuide.", 50051,
                             "route_guide_server --notes=server --port=0");
  std::string api = "callback";
  std::string features_file = workbook::base::DataFile(WORKBOOK_FEATURES);
  std::string notes = "call";
  program.flags()
      .Add("--api", api, "gRPC's C++ API that the service is written in")
      .ShowDefault()
      .OneOf({"sync", "callback"});
  program.flags()
      .Add("--features", features_file, "JSON file of the features to serve")
      .ShowDefault();
  program.flags()
      .Add("--notes", notes, "Who sees a RouteChat's notes: that call, or all on the server")
      .ShowDefault()
      .OneOf({"call", "server"});
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  auto features = route_guide::FeatureDatabase::Load(features_file);
  if (!features.ok()) return program.Fail(features.status());
  const std::unique_ptr<rpc::Servable> service =
      MakeService(api, std::make_shared<const route_guide::FeatureDatabase>(*std::move(features)),
                  notes == "server" ? std::make_shared<route_guide::NoteBoard>() : nullptr);
  return program.Run(*service);
}
