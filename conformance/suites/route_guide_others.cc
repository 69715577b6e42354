// Clients that cancel, fall silent or do not read must not affect other clients.
#include <gmock/gmock.h>

#include <chrono>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "conformance/matchers.h"
#include "conformance/suites/route_guide.h"

namespace workbook::conformance::suites {
namespace {

const ::Rectangle kGlobe =
    Between(At(-900'000'000, -1'800'000'000), At(900'000'000, 1'800'000'000));

constexpr int kConcurrentCalls = 32;

BEHAVIOUR(RouteGuideContract, ListFeaturesGoesOnAfterACancelledList, kExpected,
          "A cancelled list does not affect other calls", kCancelledStream) {
  if (KnownFeatures().empty()) GTEST_SKIP() << kNoFeature;
  const auto reader = stub_->ListFeatures(&context_, kGlobe);
  ::Feature feature;
  ASSERT_THAT(ReadOne(*reader, &feature), IsOk());
  context_.TryCancel();
  reader->Finish();  // CANCELLED, or OK when all of it had arrived
  ExpectOthersAreServed();
}

BEHAVIOUR(RouteGuideContract, RecordRouteGoesOnAfterACancelledRoute, kExpected,
          "A cancelled route does not affect other calls", kCancelledStream) {
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context_, &summary);
  writer->Write(FreshPlace());
  context_.TryCancel();
  EXPECT_THAT(writer->Finish(), StatusIs(absl::StatusCode::kCancelled));
  ExpectOthersAreServed();
}

BEHAVIOUR(RouteGuideContract, RouteChatGoesOnAfterACancelledChat, kExpected,
          "A cancelled chat does not affect other calls", kCancelledStream) {
  const ::Point place = FreshPlace();
  const auto chat = stub_->RouteChat(&context_);
  chat->Write(NoteAt(place, "first"));
  chat->Write(NoteAt(place, "second"));
  ::RouteNote answer;
  ASSERT_THAT(ReadOne(*chat, &answer), IsOk());  // the server is at work
  context_.TryCancel();
  EXPECT_THAT(chat->Finish(), StatusIs(absl::StatusCode::kCancelled));
  ExpectOthersAreServed();
}

// One of many concurrent calls. A call that is opened later has an earlier deadline: a server that
// handles a call only after another has ended never handles the last. All outlast a call of
// ExpectOthersAreServed.
template <typename Stream>
struct OpenCall {
  explicit OpenCall(int i)
      : context(2 * rpc::kDefaultTimeout - std::chrono::milliseconds(100 * i)) {}

  rpc::CallContext context;
  std::unique_ptr<Stream> stream;
};

BEHAVIOUR(RouteGuideContract, ServesOthersWhileChatsAreIdle, kExpected,
          "32 open but silent chats do not block other calls", kRouteGuideApis) {
  std::deque<OpenCall<Chat>> chats;
  for (int i = 0; i < kConcurrentCalls; ++i) {
    OpenCall<Chat>& chat = chats.emplace_back(i);
    chat.stream = stub_->RouteChat(&chat.context);
    const ::Point place = FreshPlace();
    chat.stream->Write(NoteAt(place, "first"));
    chat.stream->Write(NoteAt(place, "second"));
    ::RouteNote answer;
    ASSERT_THAT(ReadOne(*chat.stream, &answer), IsOk()) << "in chat " << i + 1;
  }
  ExpectOthersAreServed();
}

BEHAVIOUR(RouteGuideContract, ServesOthersWhileListsAreNotRead, kExpected,
          "32 lists that are not read do not block other calls", kFlowControl) {
  if (KnownFeatures().empty()) GTEST_SKIP() << kNoFeature;
  std::deque<OpenCall<grpc::ClientReader<::Feature>>> lists;
  for (int i = 0; i < kConcurrentCalls; ++i) {
    auto& list = lists.emplace_back(i);
    list.stream = stub_->ListFeatures(&list.context, kGlobe);
    ::Feature feature;
    ASSERT_THAT(ReadOne(*list.stream, &feature), IsOk()) << "in list " << i + 1;
  }
  ExpectOthersAreServed();
}

BEHAVIOUR(RouteGuideContract, ServesOthersWhileAChatIsNotRead, kExpected,
          "A client that writes and never reads does not block other calls", kFlowControl) {
  // Far more answers than a connection buffers: 4950 of 10 KB.
  rpc::CallContext context(std::chrono::milliseconds(500));
  const auto chat = stub_->RouteChat(&context);
  const ::RouteNote note = NoteAt(FreshPlace(), std::string(10'000, 'x'));
  std::jthread writer([&] {
    for (int i = 0; i < 100 && chat->Write(note); ++i) {
    }
    chat->Finish();  // at the deadline, because nothing is read
  });
  ExpectOthersAreServed();
  writer.join();
  ExpectOthersAreServed();
}

}  // namespace
}  // namespace workbook::conformance::suites
