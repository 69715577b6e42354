// A route guide that breaks just what it is told to, so that the judge can be judged.
#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "judge/given_up.h"
#include "route_guide.grpc.pb.h"
#include "rpc/server.h"

namespace workbook::testing {

/// Right in everything but the behaviour whose name it is given; right in everything without one.
class FaultyRouteGuide final : public ::RouteGuide::Service, public rpc::Servable {
 public:
  FaultyRouteGuide(std::string broken, std::vector<::Feature> features)
      : broken_(std::move(broken)), features_(std::move(features)) {}

  void Register(grpc::ServerBuilder& builder) override;

 private:
  using Chat = grpc::ServerReaderWriter<::RouteNote, ::RouteNote>;

  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override;
  grpc::Status ListFeatures(grpc::ServerContext* context, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override;
  grpc::Status RecordRoute(grpc::ServerContext* context, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override;
  grpc::Status RouteChat(grpc::ServerContext* context, Chat* chat) override;

  const ::Feature* Find(const ::Point& point) const;
  bool IsOffended();
  ::Point OfAnother(const ::Point& point);
  std::vector<::Feature> Listed(const ::Rectangle& rectangle) const;
  grpc::Status ListWithoutEnd(grpc::ServerContext* context, grpc::ServerWriter<::Feature>* writer);
  ::RouteSummary Summary(const std::vector<::Point>& route) const;
  std::vector<::RouteNote> Post(const ::RouteNote& note, std::vector<::RouteNote>& own);

  bool Breaks(const char* behaviour) const { return broken_ == behaviour; }

  const std::string broken_;
  const std::vector<::Feature> features_;

  GivenUp lists_;
  GivenUp routes_;
  GivenUp chats_;
  std::atomic<int> lists_begun_ = 0;  // of the whole globe, since the last GetFeature
  std::atomic<int> chats_begun_ = 0;  // likewise
  std::atomic<bool> note_for_nobody_ = false;

  std::mutex mutex_;
  std::condition_variable met_;
  std::map<std::pair<int32_t, int32_t>, int> asked_;  // how often GetFeature was, of a place
  std::optional<::Point> waiting_;                    // the place that a caller is to lose
  std::vector<::RouteNote> shared_notes_;
};

/// What every method says of a place off the globe.
grpc::Status OffTheGlobe();
bool IsOnTheGlobe(const ::Point& point);

/// Tells a GivenUp of one call, from its begin to its end.
class Watch {
 public:
  Watch(GivenUp& calls, const grpc::ServerContext* context) : calls_(calls), context_(context) {
    calls_.Begin();
  }
  ~Watch() { calls_.End(context_->IsCancelled()); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

 private:
  GivenUp& calls_;
  const grpc::ServerContext* const context_;
};

}  // namespace workbook::testing
