// Lesson 19, both ways: the client and the server write to each other in one call.
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
      // TODO: answer with the notes that were left here before, and leave this one here too.
    }
    return grpc::Status::OK;
  }
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouteGuide() { return std::make_unique<RouteGuide>(); }

}  // namespace lesson
