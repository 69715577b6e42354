// Keeps the note before it answers: the client gets its own note back.
#include <map>
#include <utility>
#include <vector>

#include "lesson.h"

namespace lesson {
namespace {

using Place = std::pair<int, int>;

Place PlaceOf(const ::RouteNote& note) {
  return {note.location().latitude(), note.location().longitude()};
}

class RouteGuide final : public ::RouteGuide::Service {
  // Reads and writes take turns here. They need not: gRPC lets one thread read while another
  // writes.
  grpc::Status RouteChat(grpc::ServerContext* /*context*/,
                         grpc::ServerReaderWriter<::RouteNote, ::RouteNote>* stream) override {
    std::map<Place, std::vector<::RouteNote>> left;  // by this client, in this call
    ::RouteNote note;
    while (stream->Read(&note)) {
      std::vector<::RouteNote>& here = left[PlaceOf(note)];
      here.push_back(note);
      for (const ::RouteNote& earlier : here) {
        if (!stream->Write(earlier)) return grpc::Status::CANCELLED;
      }
    }
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide() { return std::make_unique<RouteGuide>(); }

}  // namespace lesson
