// A correct route guide, and for each behaviour of RouteGuide a mutant that breaks it.
#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "route_guide.grpc.pb.h"
#include "rpc/server.h"
#include "tests/mutants/mutant_cases.h"

namespace workbook::tests {

inline constexpr char kFeaturesFile[] = "route_guide/features.json";

inline constexpr int32_t kPole = 900'000'000;  // latitude in E7 degrees

/// A mutant overrides a whole call or one of its steps.
class CorrectRouteGuide : public ::RouteGuide::Service, public rpc::Servable {
 public:
  void Register(grpc::ServerBuilder& builder) override { builder.RegisterService(this); }

 protected:
  using Notes = std::vector<::RouteNote>;
  using Route = std::vector<::Point>;
  using ChatStream = grpc::ServerReaderWriter<::RouteNote, ::RouteNote>;

  /// One call of RouteChat.
  struct Chat {
    ChatStream& stream;
    Notes notes = {};
    Notes unsent = {};  ///< answers that a mutant holds back
  };

  grpc::Status GetFeature(grpc::ServerContext* context, const ::Point* point,
                          ::Feature* feature) override;
  grpc::Status ListFeatures(grpc::ServerContext* context, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override;
  grpc::Status RecordRoute(grpc::ServerContext* context, grpc::ServerReader<::Point>* reader,
                           ::RouteSummary* summary) override;
  /// OK when the client half-closes or cancels, CANCELLED when a write fails.
  grpc::Status RouteChat(grpc::ServerContext* context, ChatStream* stream) override;

  // ---- ListFeatures ----

  virtual std::vector<::Feature> Listed(const ::Rectangle& rectangle);

  // ---- RecordRoute ----

  virtual bool AcceptsPoint(const Route& before, const ::Point& point);
  virtual ::RouteSummary Summary(const Route& route);
  virtual int32_t FeatureCount(const Route& route);
  virtual double Metres(const Route& route);
  virtual int32_t ElapsedTime(std::chrono::steady_clock::duration time);

  // ---- RouteChat ----

  virtual bool AcceptsNote(const Chat& chat, const ::RouteNote& note);
  /// Sends the answers to `note`, and keeps it. False when the client has gone.
  virtual bool Answer(Chat& chat, const ::RouteNote& note);
  virtual Notes Answers(const Notes& notes, const ::RouteNote& note);
  virtual bool IsSamePlace(const ::Point& a, const ::Point& b);
  /// The status after a read that failed. `last` is the message that it read into.
  virtual grpc::Status End(Chat& chat, const ::RouteNote& last);

  const std::vector<::Feature>& features() const { return features_; }
  const ::Feature* Find(const ::Point& point) const;

 private:
  static std::vector<::Feature> Load();

  const std::vector<::Feature> features_ = Load();
};

/// A correct route guide whose list of the whole globe never ends: its client cancels it or stops
/// reading it.
class EndlessRouteGuide : public CorrectRouteGuide {
 protected:
  grpc::Status ListFeatures(grpc::ServerContext* context, const ::Rectangle* rectangle,
                            grpc::ServerWriter<::Feature>* writer) override;
};

/// The mutants of behaviours of GetFeature, of ListFeatures, and of clients that give up, fall
/// silent or do not read.
const MutantTable& PlaceMutants();
/// The mutants of behaviours of RecordRoute and RouteChat.
const MutantTable& StreamMutants();

bool IsSame(const ::Point& a, const ::Point& b);
bool IsOnTheGlobe(const ::Point& point);

}  // namespace workbook::tests
