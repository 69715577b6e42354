// The systems compared: our contracts, the plain reactor, and other broadcast servers.
#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/loopback_socket.h"
#include "chat/server/wire.h"
#include "tests/bench/fanout/event_count.h"
#include "tests/bench/fanout/grpc_system.h"
#include "tests/bench/fanout/system.h"
#include "tests/bench/fanout/tcp_system.h"
#include "workbook/chat/v1/chat.pb.h"

namespace workbook::tests {
namespace {

using Started = absl::StatusOr<std::unique_ptr<System>>;

size_t One(const grpc::ByteBuffer& /*response*/) { return 1; }

GrpcReading OwnContract() {
  chat::v1::JoinRequest request;
  request.set_room("lobby");
  return {"/workbook.chat.v1.ChatService/Join", chat::server::Encode(request), CountMessages};
}

// The tutorials' read requests are empty messages.
GrpcReading TutorialContract(const std::string& method) {
  const grpc::Slice nothing;
  return {method, grpc::ByteBuffer(&nothing, 1), One};
}

Started Grpc(const std::string& program, std::vector<std::string> flags, GrpcReading reading,
             size_t streams, MakePublisher publisher) {
  auto server = ServerProcess::Start(program, std::move(flags));
  if (!server.ok()) return server.status();
  return std::make_unique<GrpcSystem>(*std::move(server), std::move(reading), publisher, streams);
}

// Without a send limit: one sender here stands for all senders.
Started Chat(GrpcReading reading, size_t streams, MakePublisher publisher = PublishByStream) {
  return Grpc(CHAT_SERVER, {"--send-rate=0"}, std::move(reading), streams, publisher);
}

bool Installed(const std::string& program) {
  const char* const path = std::getenv("PATH");
  for (const absl::string_view folder : absl::StrSplit(path == nullptr ? "" : path, ':')) {
    if (access(absl::StrCat(folder, "/", program).c_str(), X_OK) == 0) return true;
  }
  return false;
}

// For programs that cannot choose a free port and print it.
int FreePort() { return base::BindLoopbackSocket().port; }

Started Tcp(ServerProcess::Foreign program, TcpProtocol protocol) {
  if (!Installed(program.argv.front())) {
    return absl::NotFoundError(absl::StrCat(program.argv.front(), " is not installed"));
  }
  auto server = ServerProcess::Start(std::move(program));
  if (!server.ok()) return server.status();
  return TcpSystem::Connect(*std::move(server), std::move(protocol));
}

Started Redis(size_t /*streams*/) {
  const int port = FreePort();
  const auto bulk = [](const std::string& text) {
    return absl::StrCat("$", text.size(), "\r\n", text, "\r\n");
  };
  return Tcp({.argv = {"redis-server", "--port", absl::StrCat(port), "--bind", "127.0.0.1",
                       "--save", "", "--appendonly", "no"},
              .port = port,
              .ready = "Ready to accept connections"},
             {.join = absl::StrCat("*2\r\n", bulk("SUBSCRIBE"), bulk("lobby")),
              .joined = ":1\r\n",
              .publication =
                  [bulk](const std::string& text) {
                    return absl::StrCat("*3\r\n", bulk("PUBLISH"), bulk("lobby"), bulk(text));
                  },
              .delivery =
                  [bulk](const std::string& text) {
                    return absl::StrCat("*3\r\n", bulk("message"), bulk("lobby"), bulk(text));
                  },
              .pong = ""});
}

Started Nats(size_t /*streams*/) {
  const int port = FreePort();
  return Tcp({.argv = {"nats-server", "-a", "127.0.0.1", "-p", absl::StrCat(port)},
              .port = port,
              .stream = base::Process::Stream::kStderr,
              .ready = "Server is ready"},
             {.join = "CONNECT {\"verbose\":false}\r\nSUB lobby 1\r\nPING\r\n",
              .joined = "PONG\r\n",
              .publication =
                  [](const std::string& text) {
                    return absl::StrCat("PUB lobby ", text.size(), "\r\n", text, "\r\n");
                  },
              .delivery =
                  [](const std::string& text) {
                    return absl::StrCat("MSG lobby 1 ", text.size(), "\r\n", text, "\r\n");
                  },
              .pong = "PONG\r\n"});
}

// Frames of the floor: the text after a header of the size of a length.
Started Floor(size_t /*streams*/) {
  auto server = ServerProcess::Start(FLOOR_SERVER, {});
  if (!server.ok()) return server.status();
  const auto frame = [](const std::string& text) { return absl::StrCat("len:", text); };
  return TcpSystem::Connect(
      *std::move(server),
      {.join = "", .joined = "+", .publication = frame, .delivery = frame, .pong = ""});
}

}  // namespace

const std::vector<SystemKind>& AllSystems() {
  static const std::vector<SystemKind> systems = {
      {"own", "workbook.chat.v1, published by a stream",
       [](size_t streams) { return Chat(OwnContract(), streams); }},
      {"own_send", "workbook.chat.v1, published by a Send each",
       [](size_t streams) { return Chat(OwnContract(), streams, PublishByCall); }},
      {"chat", "the second tutorial's contract, chat.ChatService",
       [](size_t streams) {
         return Chat(TutorialContract("/chat.ChatService/broadcast_message"), streams);
       }},
      {"chat_proto", "the first tutorial's contract, chat_proto.Chat",
       [](size_t streams) { return Chat(TutorialContract("/chat_proto.Chat/recv"), streams); }},
      {"plain", "a plain callback reactor: a queue for each reader",
       [](size_t streams) {
         return Grpc(PLAIN_SERVER, {}, TutorialContract("/chat.ChatService/broadcast_message"),
                     streams, PublishByStream);
       }},
      {"redis", "Redis PUBLISH", Redis},
      {"nats", "NATS PUB", Nats},
      {"floor", "bytes copied from a socket to all the others", Floor},
  };
  return systems;
}

}  // namespace workbook::tests
