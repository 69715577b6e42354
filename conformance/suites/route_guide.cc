// The calls that the suite's tests make.
#include "conformance/suites/route_guide.h"

#include <algorithm>
#include <thread>

#include "conformance/matchers.h"

namespace workbook::conformance::suites {
namespace {

// A longer list is endless, or so long that the judge needs --features.
constexpr size_t kMostFeatures = 20'000;
constexpr size_t kMostBytes = 16 * 1024 * 1024;
constexpr size_t kMostAnswers = 10'000;

// Reads to the end. False when there is too much: then it has cancelled the call.
template <typename Message, typename Stream, typename Take>
bool ReadAll(Stream& stream, grpc::ClientContext& context, size_t most, const Take& take) {
  size_t bytes = 0;
  Message message;
  for (size_t count = 0; stream.Read(&message); ++count) {
    bytes += message.ByteSizeLong();
    if (count == most || bytes > kMostBytes) {
      context.TryCancel();
      return false;
    }
    take(message);
  }
  return true;
}

const grpc::Status kEndless(grpc::StatusCode::RESOURCE_EXHAUSTED,
                            "the judge cancelled the call: too many messages");

}  // namespace

std::vector<::Feature> RouteGuideContract::KnownFeatures() {
  if (!GetParam().features->empty()) return *GetParam().features;
  grpc::Status status;
  std::vector<::Feature> features =
      List(Between(At(-900'000'000, -1'800'000'000), At(900'000'000, 1'800'000'000)), &status);
  if (endless_) return {};
  EXPECT_THAT(status, IsOk());
  return features;
}

grpc::Status RouteGuideContract::GetFeature(const ::Point& point, ::Feature* feature) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  return stub_->GetFeature(&context, point, feature);
}

std::vector<::Feature> RouteGuideContract::List(const ::Rectangle& rectangle,
                                                grpc::Status* status) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  const auto reader = stub_->ListFeatures(&context, rectangle);
  std::vector<::Feature> features;
  endless_ = !ReadAll<::Feature>(*reader, context, kMostFeatures,
                                 [&](const ::Feature& feature) { features.push_back(feature); });
  *status = reader->Finish();
  if (endless_) *status = kEndless;
  return features;
}

::RouteSummary RouteGuideContract::Record(const std::vector<::Point>& points,
                                          grpc::Status* status) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context, &summary);
  for (const ::Point& point : points) writer->Write(point);
  writer->WritesDone();
  *status = writer->Finish();
  return summary;
}

std::vector<std::string> RouteGuideContract::Converse(const std::vector<::RouteNote>& notes,
                                                      grpc::Status* status) {
  rpc::CallContext context(rpc::kDefaultTimeout);
  const auto chat = stub_->RouteChat(&context);
  std::jthread writer([&] {
    for (const ::RouteNote& note : notes) chat->Write(note);
    chat->WritesDone();
  });
  std::vector<std::string> messages;
  const bool is_all = ReadAll<::RouteNote>(
      *chat, context, kMostAnswers,
      [&](const ::RouteNote& answer) { messages.push_back(answer.message()); });
  writer.join();
  *status = chat->Finish();
  if (!is_all) *status = kEndless;
  return messages;
}

std::vector<std::string> RouteGuideContract::Rest(Chat& chat) {
  chat.WritesDone();
  std::vector<std::string> messages;
  ReadAll<::RouteNote>(chat, context_, kMostAnswers,
                       [&](const ::RouteNote& answer) { messages.push_back(answer.message()); });
  return messages;
}

void RouteGuideContract::ExpectOthersAreServed() {
  // Several calls: the server may notice a cancellation a little later.
  for (int i = 0; i < 20 && !HasFailure(); ++i) {
    ::Feature feature;
    EXPECT_THAT(GetFeature(FreshPlace(), &feature), IsOk());
  }
}

}  // namespace workbook::conformance::suites
