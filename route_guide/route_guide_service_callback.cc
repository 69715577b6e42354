// The three reactors share one plan: each has one read or write in flight, and its reaction either
// starts the next one or finishes the call. So no two reactions of a call run at once, they need no
// lock, and a cancelled call ends by itself: gRPC fails the operation in flight.
#include "route_guide/route_guide_service_callback.h"

#include <utility>
#include <vector>

#include "route_guide/geo.h"
#include "route_guide/route_recorder.h"
#include "rpc/status.h"
#include "rpc/stream_end.h"

namespace workbook::route_guide {

class ListFeaturesReactor final : public grpc::ServerWriteReactor<::Feature> {
 public:
  ListFeaturesReactor(const FeatureDatabase& features, const ::Rectangle& rectangle)
      : walk_(features.Within(Bounds(rectangle))) {
    if (const absl::Status status = CheckRectangle(rectangle); status.ok()) {
      // Before the first write, which may have the buffer hint: gRPC 1.51 would then hold the
      // headers back too, and complete the write only once they are sent.
      StartSendInitialMetadata();
      next_ = walk_.Next();
      WriteNext();
    } else {
      FinishOnce(rpc::ToGrpcStatus(status));
    }
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return FinishOnce(grpc::Status::CANCELLED);
    WriteNext();
  }

  void OnDone() override { delete this; }

 private:
  void WriteNext() {
    if (next_ == nullptr) return FinishOnce(grpc::Status::OK);
    const ::Feature* feature = std::exchange(next_, walk_.Next());
    // With the hint gRPC collects small messages into one packet. Never on the last: gRPC would
    // hold it back until something else is sent.
    grpc::WriteOptions options;
    if (next_ != nullptr) options.set_buffer_hint();
    StartWrite(feature, options);
  }

  void FinishOnce(const grpc::Status& status) {
    if (!std::exchange(finished_, true)) Finish(status);
  }

  FeatureDatabase::Walk walk_;
  const ::Feature* next_ = nullptr;  // one ahead, to recognise the last; owned by the database
  bool finished_ = false;
};

class RecordRouteReactor final : public grpc::ServerReadReactor<::Point> {
 public:
  RecordRouteReactor(const FeatureDatabase& features, grpc::CallbackServerContext* context,
                     ::RouteSummary* summary)
      : recorder_(features), context_(context), summary_(summary) {
    ReadNext();
  }

  void OnReadDone(bool ok) override {
    if (!ok) {  // the client has half-closed or sent no point, or the call was cancelled
      if (context_->IsCancelled()) return FinishOnce(grpc::Status::CANCELLED);
      *summary_ = recorder_.Summary();
      return FinishOnce(rpc::ToGrpcStatus(rpc::StreamEndStatus(point_)));
    }
    const absl::Status status = CheckPoint(point_);
    if (!status.ok()) return FinishOnce(rpc::ToGrpcStatus(status));
    recorder_.Add(point_);
    ReadNext();
  }

  void OnDone() override { delete this; }

 private:
  void ReadNext() {
    rpc::MarkBeforeRead(point_);
    StartRead(&point_);
  }

  void FinishOnce(const grpc::Status& status) {
    if (!std::exchange(finished_, true)) Finish(status);
  }

  RouteRecorder recorder_;
  grpc::CallbackServerContext* const context_;
  ::RouteSummary* const summary_;
  ::Point point_;
  bool finished_ = false;
};

// Reads a note only when the answers to the previous one are written: the board bounds the memory
// of a call, even with a slow client. A client must read while it writes.
class RouteChatReactor final : public grpc::ServerBidiReactor<::RouteNote, ::RouteNote> {
 public:
  RouteChatReactor(std::shared_ptr<NoteBoard> notes, grpc::CallbackServerContext* context)
      : notes_(std::move(notes)), context_(context) {
    StartSendInitialMetadata();  // before any hinted write, as in ListFeaturesReactor
    ReadNext();
  }

  void OnReadDone(bool ok) override {
    if (!ok) {  // the client has half-closed or sent no note, or the call was cancelled
      if (context_->IsCancelled()) return FinishOnce(grpc::Status::CANCELLED);
      return FinishOnce(rpc::ToGrpcStatus(rpc::StreamEndStatus(note_)));
    }
    const absl::Status status = CheckPoint(note_.location());
    if (!status.ok()) return FinishOnce(rpc::ToGrpcStatus(status));
    answers_ = notes_->Post(std::move(note_));
    answers_written_ = 0;
    WriteOrRead();
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return FinishOnce(grpc::Status::CANCELLED);
    ++answers_written_;
    WriteOrRead();
  }

  void OnDone() override { delete this; }

 private:
  void ReadNext() {
    rpc::MarkBeforeRead(note_);
    StartRead(&note_);
  }

  void WriteOrRead() {
    if (answers_written_ == answers_.size()) return ReadNext();
    grpc::WriteOptions options;
    if (answers_written_ + 1 < answers_.size()) options.set_buffer_hint();
    StartWrite(answers_[answers_written_].get(), options);
  }

  void FinishOnce(const grpc::Status& status) {
    if (!std::exchange(finished_, true)) Finish(status);
  }

  const std::shared_ptr<NoteBoard> notes_;
  grpc::CallbackServerContext* const context_;
  ::RouteNote note_;
  std::vector<NotePtr> answers_;  // to the last note read
  size_t answers_written_ = 0;
  bool finished_ = false;
};

CallbackRouteGuideService::CallbackRouteGuideService(
    std::shared_ptr<const FeatureDatabase> features, std::shared_ptr<NoteBoard> shared_notes)
    : features_(std::move(features)), shared_notes_(std::move(shared_notes)) {}

grpc::ServerUnaryReactor* CallbackRouteGuideService::GetFeature(
    grpc::CallbackServerContext* context, const ::Point* point, ::Feature* feature) {
  // The call is answered at once, so the default reactor of its context is enough.
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::Status status = CheckPoint(*point);
  if (status.ok()) {
    if (const ::Feature* found = features_->Find(*point); found != nullptr) {
      *feature = *found;
    } else {
      *feature->mutable_location() = *point;
    }
  }
  reactor->Finish(rpc::ToGrpcStatus(status));
  return reactor;
}

grpc::ServerWriteReactor<::Feature>* CallbackRouteGuideService::ListFeatures(
    grpc::CallbackServerContext* /*context*/, const ::Rectangle* rectangle) {
  return new ListFeaturesReactor(*features_, *rectangle);
}

grpc::ServerReadReactor<::Point>* CallbackRouteGuideService::RecordRoute(
    grpc::CallbackServerContext* context, ::RouteSummary* summary) {
  return new RecordRouteReactor(*features_, context, summary);
}

grpc::ServerBidiReactor<::RouteNote, ::RouteNote>* CallbackRouteGuideService::RouteChat(
    grpc::CallbackServerContext* context) {
  return new RouteChatReactor(
      shared_notes_ != nullptr ? shared_notes_ : std::make_shared<NoteBoard>(), context);
}

}  // namespace workbook::route_guide
