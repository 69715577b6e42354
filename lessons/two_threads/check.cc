// Passes when neither direction of the client's call waits for the other one, and the client ends
// with its call.
#include "lessons/check/check.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "lessons/check/deadlines.h"
#include "lessons/check/watched_client.h"
#include "lessons/two_threads/lesson.h"
#include "rpc/status.h"

namespace {

using std::chrono::milliseconds;
using workbook::lessons::check::ClientEvents;
using workbook::lessons::check::Event;
using workbook::lessons::check::kLongTimeout;
using workbook::lessons::check::kShortTimeout;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::TestServer;
using workbook::lessons::check::WatchedClient;
using workbook::lessons::check::WrongDeadline;

constexpr std::chrono::seconds kEnough{2};

using Stream = grpc::ServerReaderWriter<::RouteNote, ::RouteNote>;

::RouteNote Note(const std::string& text) {
  ::RouteNote note;
  note.set_message(text);
  return note;
}

// A list of texts that several threads may use.
class Texts {
 public:
  void Add(const std::string& text) {
    const std::scoped_lock lock(mutex_);
    texts_.push_back(text);
    first_.Happen();
  }
  std::string Join() const {
    const std::scoped_lock lock(mutex_);
    return texts_.empty() ? "nothing" : absl::StrJoin(texts_, ", ");
  }
  const Event& first() const { return first_; }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> texts_;
  Event first_;
};

// The two sides of one call.
struct Chat {
  Texts read;  // by the server: notes and the half-close
  Texts shown;
  std::atomic<int> asked = 0;  // how often the client asked for a note
  Event waited_in_vain;
};

// What the server does with a call.
using Script = std::function<grpc::Status(grpc::ServerContext&, Stream&)>;

class Guide final : public ::RouteGuide::Service {
 public:
  explicit Guide(Script script) : script_(std::move(script)) {}

 private:
  grpc::Status RouteChat(grpc::ServerContext* context, Stream* stream) override {
    return script_(*context, *stream);
  }

  const Script script_;
};

// Reads to the half-close. False when the call ended before.
bool ReadAll(grpc::ServerContext& context, Stream& stream, Texts& read,
             const std::function<void(const ::RouteNote&)>& on_note) {
  ::RouteNote note;
  while (stream.Read(&note)) {
    read.Add(note.message());
    on_note(note);
  }
  if (context.IsCancelled()) return false;
  read.Add("the half-close");
  return true;
}

class Client {
 public:
  explicit Client(std::shared_ptr<Chat> chat, Script script)
      : chat_(std::move(chat)),
        // Keeps the window at 64 KiB: gRPC would enlarge it while the server is slow.
        client_(std::make_unique<Guide>(std::move(script)), TestServer::Over::kLoopback,
                [](grpc::ServerBuilder& builder) {
                  builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
                }) {}

  const std::shared_ptr<ClientEvents>& events() const { return client_.events(); }

  // "returned OK"; or what kept the client from it.
  std::string Run(const lesson::NextNote& next_note, milliseconds timeout = kEnough) {
    const absl::Status returned =
        client_.Run([=, chat = chat_](const std::shared_ptr<grpc::Channel>& channel) {
          const auto ask = [=] {
            ++chat->asked;
            return next_note();
          };
          const auto show = [=](const ::RouteNote& answer) { chat->shown.Add(answer.message()); };
          return lesson::RouteChat(*::RouteGuide::NewStub(channel), ask, show, timeout);
        });
    if (!client_.problem().empty()) return client_.problem();
    // gRPC has a message of its own, which differs from version to version.
    if (!absl::IsDeadlineExceeded(returned)) {
      return "returned " + workbook::rpc::Describe(returned);
    }
    return events()->half_closed.happened() ? "returned DEADLINE_EXCEEDED"
                                            : "returned DEADLINE_EXCEEDED, without a half-close";
  }

 private:
  const std::shared_ptr<Chat> chat_;
  WatchedClient client_;
};

lesson::NextNote From(const std::vector<std::string>& texts) {
  return [texts, next = std::make_shared<std::atomic<size_t>>(0)]() -> std::optional<::RouteNote> {
    const size_t i = (*next)++;
    if (i >= texts.size()) return std::nullopt;
    return Note(texts[i]);
  };
}

// Answers each note at once, and the half-close too.
Script Echo(const std::shared_ptr<Chat>& chat) {
  return [chat](grpc::ServerContext& context, Stream& stream) {
    const auto answer = [&](const ::RouteNote& note) {
      stream.Write(Note("re: " + note.message()));
    };
    if (!ReadAll(context, stream, chat->read, answer)) return grpc::Status::CANCELLED;
    stream.Write(Note("bye"));
    return grpc::Status::OK;
  };
}

// "the server read a, the half-close; the client showed re: a, bye; returned OK".
std::string BothSides(const Chat& chat, const std::string& returned) {
  return absl::StrCat("the server read ", chat.read.Join(), "; the client showed ",
                      chat.shown.Join(), "; ", returned);
}

BEHAVIOUR(Lesson, SendsAllAndShowsAll, "It sends all notes, half-closes, and shows all answers",
          "RouteChat(") {
  const auto chat = std::make_shared<Chat>();
  const std::string returned = Client(chat, Echo(chat)).Run(From({"fog", "sun", "ice"}));
  EXPECT_THAT(BothSides(*chat, returned),
              "the server read fog, sun, ice, the half-close; "
              "the client showed re: fog, re: sun, re: ice, bye; returned OK");
}

BEHAVIOUR(Lesson, SendsNone, "Without a note it half-closes, and shows what comes", "RouteChat(") {
  const auto chat = std::make_shared<Chat>();
  const std::string returned = Client(chat, Echo(chat)).Run(From({}));
  EXPECT_THAT(BothSides(*chat, returned),
              "the server read the half-close; the client showed bye; returned OK");
}

BEHAVIOUR(Lesson, ShowsWhileItWaitsForANote, "It shows an answer while it waits for the next note",
          "RouteChat(") {
  const auto chat = std::make_shared<Chat>();
  const auto note_then_wait =
      [chat, first = std::make_shared<std::atomic<bool>>(true)]() -> std::optional<::RouteNote> {
    if (first->exchange(false)) return Note("fog");
    if (!chat->shown.first().Wait(kEnough)) chat->waited_in_vain.Happen();
    return std::nullopt;
  };
  const std::string returned = Client(chat, Echo(chat)).Run(note_then_wait, 2 * kEnough);
  EXPECT_THAT(chat->waited_in_vain.happened() ? "the answer was not shown meanwhile" : returned,
              "returned OK");
}

BEHAVIOUR(Lesson, SendsWhileItWaitsForAnAnswer, "It sends on while it waits for an answer",
          "RouteChat(") {
  const auto chat = std::make_shared<Chat>();
  const auto answer_at_the_end = [chat](grpc::ServerContext& context, Stream& stream) {
    if (!ReadAll(context, stream, chat->read, [](auto&) {})) return grpc::Status::CANCELLED;
    stream.Write(Note("all read"));
    return grpc::Status::OK;
  };
  const std::string returned = Client(chat, answer_at_the_end).Run(From({"fog", "sun", "ice"}));
  EXPECT_THAT(BothSides(*chat, returned),
              "the server read fog, sun, ice, the half-close; "
              "the client showed all read; returned OK");
}

// Ends the call with `end` when it has answered one note.
Script EndAfterANote(const grpc::Status& end) {
  return [=](grpc::ServerContext& /*context*/, Stream& stream) {
    ::RouteNote note;
    if (!stream.Read(&note)) return grpc::Status::CANCELLED;
    stream.Write(Note("the last answer"));
    return end;
  };
}

// More than fit between the client and a server that does not read.
constexpr int kNotes = 2000;

lesson::NextNote ManyNotes() {
  return From(std::vector<std::string>(kNotes, std::string(400, 'x')));
}

const grpc::Status kFull{grpc::StatusCode::RESOURCE_EXHAUSTED, "the board is full"};

BEHAVIOUR(Lesson, ReturnsTheServersStatus,
          "When the server ends the call, it shows the last answer, then returns", "RouteChat(") {
  for (const auto& [end, returns] : {std::pair(kFull, "RESOURCE_EXHAUSTED: the board is full"),
                                     std::pair(grpc::Status::OK, "OK")}) {
    const auto chat = std::make_shared<Chat>();
    const std::string returned = Client(chat, EndAfterANote(end)).Run(ManyNotes());
    EXPECT_THAT(absl::StrCat("showed ", chat->shown.Join(), "; ", returned),
                absl::StrCat("showed the last answer; returned ", returns));
  }
}

BEHAVIOUR(Lesson, StopsWithTheServer,
          "It asks for no more notes once the server has ended the call", "RouteChat(") {
  const auto chat = std::make_shared<Chat>();
  static_cast<void>(Client(chat, EndAfterANote(kFull)).Run(ManyNotes()));
  const std::string outcome = chat->asked == 0 ? "it asked for no note"
                              : chat->asked < kNotes
                                  ? "it stopped"
                                  : absl::StrCat("it sent all ", kNotes, " notes");
  EXPECT_THAT(outcome, "it stopped");
}

BEHAVIOUR(Lesson, WaitsForItsThread, "It returns when none of its threads asks for a note any more",
          "RouteChat(") {
  const auto chat = std::make_shared<Chat>();
  const auto asked_again = std::make_shared<workbook::lessons::check::Event>();
  // Ends when the client has asked for its second note: an earlier end would stop it at the first.
  Client client(chat, [=](grpc::ServerContext& context, Stream& stream) {
    const grpc::Status end = EndAfterANote(kFull)(context, stream);
    asked_again->Wait(std::chrono::seconds(1));
    return end;
  });
  const auto asking = std::make_shared<std::atomic<bool>>(false);
  // The second note is there a while after the server's end, when a client that waits for no thread
  // has returned.
  const auto slow = [asking, asked_again, events = client.events(), notes = From({"fog", "sun"}),
                     asked = std::make_shared<std::atomic<int>>(0)]() {
    if (++*asked == 2) {
      *asking = true;
      asked_again->Happen();
      events->read_to_an_end.Wait(std::chrono::seconds(1));
      // That client's thread has lost what it works with.
      if (events->returned.Wait(milliseconds(500))) workbook::lessons::check::StopThisThread();
      *asking = false;
    }
    return notes();
  };
  const std::string returned = client.Run(slow, 2 * kEnough);
  const bool left_behind = *asking && client.events()->returned.happened();
  EXPECT_THAT(left_behind ? "its thread still asked for a note when it had " + returned : returned,
              "returned RESOURCE_EXHAUSTED: the board is full");
}

// Ends a call with ABORTED whose deadline is not `timeout` from now. Else waits for the client to
// give up when `timeout` is short, and for the half-close when it is long.
std::string CallWithTimeout(milliseconds timeout) {
  const auto chat = std::make_shared<Chat>();
  const auto look = [=](grpc::ServerContext& context, Stream& stream) -> grpc::Status {
    if (const std::string wrong = WrongDeadline(context, timeout); !wrong.empty()) {
      return {grpc::StatusCode::ABORTED, wrong};
    }
    ReadAll(context, stream, chat->read, [](auto&) {});
    while (timeout == kShortTimeout && !context.IsCancelled()) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    return grpc::Status::OK;
  };
  return Client(chat, look).Run(From({}), timeout);
}

BEHAVIOUR(Lesson, KeepsTheTimeout, "The call may last as long as its timeout, and no longer",
          "RouteChat(") {
  EXPECT_THAT(CallWithTimeout(kShortTimeout), "returned DEADLINE_EXCEEDED");
  EXPECT_THAT(CallWithTimeout(kLongTimeout), "returned OK");
}

}  // namespace
