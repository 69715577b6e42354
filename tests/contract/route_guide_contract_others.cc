// Clients that give up, fall silent or do not read: what they must not do to others.
#include <gmock/gmock.h>

#include <chrono>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "contract/route_guide_contract.h"
#include "support/matchers.h"

namespace workbook::testing {
namespace {

const ::Rectangle kGlobe =
    Between(At(-900'000'000, -1'800'000'000), At(900'000'000, 1'800'000'000));

constexpr int kCrowd = 32;

BEHAVIOUR(RouteGuideContract, ListFeaturesGoesOnAfterACancelledList, kExpected,
          "A list that its client cancels leaves other calls alone", kCancelledStream) {
  if (KnownFeatures().empty()) GTEST_SKIP() << kNoFeature;
  const auto reader = stub_->ListFeatures(&context_, kGlobe);
  ::Feature feature;
  ASSERT_THAT(ReadOne(*reader, &feature), IsOk());
  context_.TryCancel();
  reader->Finish();  // CANCELLED, or OK when all of it was here already
  ExpectOthersAreServed();
}

BEHAVIOUR(RouteGuideContract, RecordRouteGoesOnAfterACancelledRoute, kExpected,
          "A route that its client cancels leaves other calls alone", kCancelledStream) {
  ::RouteSummary summary;
  const auto writer = stub_->RecordRoute(&context_, &summary);
  writer->Write(FreshPlace());
  context_.TryCancel();
  EXPECT_THAT(writer->Finish(), HasCode(absl::StatusCode::kCancelled));
  ExpectOthersAreServed();
}

BEHAVIOUR(RouteGuideContract, RouteChatGoesOnAfterACancelledChat, kExpected,
          "A chat that its client cancels leaves other calls alone", kCancelledStream) {
  const ::Point place = FreshPlace();
  const auto chat = stub_->RouteChat(&context_);
  chat->Write(NoteAt(place, "first"));
  chat->Write(NoteAt(place, "second"));
  ::RouteNote answer;
  ASSERT_THAT(ReadOne(*chat, &answer), IsOk());  // the server is at work
  context_.TryCancel();
  EXPECT_THAT(chat->Finish(), HasCode(absl::StatusCode::kCancelled));
  ExpectOthersAreServed();
}

// One of the calls that a crowd holds open. The later it is opened, the earlier it ends: a server
// that serves one only when another has ended never serves the last. All outlast a call of
// ExpectOthersAreServed.
template <typename Stream>
struct Open {
  explicit Open(int i) : context(2 * rpc::kDefaultTimeout - std::chrono::milliseconds(100 * i)) {}

  rpc::CallContext context;
  std::unique_ptr<Stream> stream;
};

BEHAVIOUR(RouteGuideContract, ServesOthersWhileChatsAreIdle, kExpected,
          "32 chats that are open and silent keep nobody from being served", kRouteGuideApis) {
  std::deque<Open<Chat>> chats;
  for (int i = 0; i < kCrowd; ++i) {
    Open<Chat>& chat = chats.emplace_back(i);
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
          "32 lists that nobody reads on keep nobody from being served", kFlowControl) {
  if (KnownFeatures().empty()) GTEST_SKIP() << kNoFeature;
  std::deque<Open<grpc::ClientReader<::Feature>>> lists;
  for (int i = 0; i < kCrowd; ++i) {
    auto& list = lists.emplace_back(i);
    list.stream = stub_->ListFeatures(&list.context, kGlobe);
    ::Feature feature;
    ASSERT_THAT(ReadOne(*list.stream, &feature), IsOk()) << "in list " << i + 1;
  }
  ExpectOthersAreServed();
}

BEHAVIOUR(RouteGuideContract, ServesOthersWhileAChatIsNotRead, kExpected,
          "A client that writes and never reads keeps nobody from being served", kFlowControl) {
  // Far more answers than a connection holds: 4950 of 10 KB.
  rpc::CallContext context(std::chrono::milliseconds(500));
  const auto chat = stub_->RouteChat(&context);
  const ::RouteNote note = NoteAt(FreshPlace(), std::string(10'000, 'x'));
  std::thread writer([&] {
    for (int i = 0; i < 100 && chat->Write(note); ++i) {
    }
    chat->Finish();  // at the deadline, for nobody reads
  });
  ExpectOthersAreServed();
  writer.join();
  ExpectOthersAreServed();
}

}  // namespace
}  // namespace workbook::testing
