// Both ways: the client and the server write to each other in one call.
#include <map>
#include <utility>
#include <vector>

#include "lessons/both_ways/lesson.h"

namespace lesson {
namespace {

using Location = std::pair<int, int>;

Location LocationOf(const ::RouteNote& note) {
  return {note.location().latitude(), note.location().longitude()};
}

class RouteGuide final : public ::RouteGuide::Service {
  // Reads and writes take turns here. They need not: gRPC lets one thread read while another
  // writes.
  grpc::Status RouteChat(grpc::ServerContext* /*context*/,
                         grpc::ServerReaderWriter<::RouteNote, ::RouteNote>* stream) override {
    std::map<Location, std::vector<::RouteNote>> notes;  // of this call alone
    ::RouteNote note;
    while (stream->Read(&note)) {
      std::vector<::RouteNote>& here = notes[LocationOf(note)];
      for (const ::RouteNote& earlier : here) {
        if (!stream->Write(earlier)) return grpc::Status::CANCELLED;
      }
      here.push_back(note);
    }
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide() { return std::make_unique<RouteGuide>(); }

}  // namespace lesson
