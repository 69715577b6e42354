// What the chat server guarantees beyond its contract, within one process.
#include "tests/service/chat_v1_server.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/flags.h"
#include "chat/server/chat_server.h"

namespace workbook::tests {
namespace {

using conformance::LocalEndpoint;

using Transport = LocalEndpoint::Transport;

class LocalChat final : public StoppableEndpoint {
 public:
  LocalChat(const chat::core::Limits& limits, Transport transport)
      : endpoint_(std::make_unique<chat::server::ChatServer>(limits), transport) {}
  std::shared_ptr<grpc::Channel> channel() override { return endpoint_.channel(); }
  void Stop() override { endpoint_.server().Shutdown(); }

 private:
  LocalEndpoint endpoint_;
};

ChatV1Subject Local(std::string name, Transport transport) {
  return {std::move(name), [transport](std::vector<std::string> flags) {
            base::CommandLine line("chat_server", "", "");
            chat::core::Limits limits;
            chat::server::AddLimitFlags(line, limits);
            std::vector<const char*> argv = {"chat_server"};
            for (const std::string& flag : flags) argv.push_back(flag.c_str());
            EXPECT_EQ(line.Parse(static_cast<int>(argv.size()), argv.data()), std::nullopt);
            return std::make_unique<LocalChat>(limits, transport);
          }};
}

const ChatV1Subject& InProcessChat() {
  static const auto* subject = new ChatV1Subject(Local("InProcess", Transport::kInProcess));
  return *subject;
}
const ChatV1Subject& LoopbackChat() {
  static const auto* subject = new ChatV1Subject(Local("OverLoopback", Transport::kLoopback));
  return *subject;
}

INSTANTIATE_TEST_SUITE_P(, ChatV1Server, ::testing::Values(InProcessChat(), LoopbackChat()),
                         ChatV1SubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatV1Concurrency, ::testing::Values(InProcessChat()),
                         ChatV1SubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatV1Shutdown, ::testing::Values(LoopbackChat()), ChatV1SubjectName);

}  // namespace
}  // namespace workbook::tests
