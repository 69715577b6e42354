// What the chat server promises beyond its contract, within one process.
#include "contract/chat_v1_server.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

#include "chat/all_doors.h"
#include "chat/limits_flags.h"

namespace workbook::testing {
namespace {

using Transport = LocalEndpoint::Transport;

class LocalChat final : public StoppableEndpoint {
 public:
  LocalChat(const chat::Limits& limits, Transport transport)
      : endpoint_(std::make_unique<chat::AllDoors>(limits), transport) {}
  std::shared_ptr<grpc::Channel> channel() override { return endpoint_.channel(); }
  void Stop() override { endpoint_.server().Shutdown(); }

 private:
  LocalEndpoint endpoint_;
};

ChatV1Subject Local(std::string name, Transport transport) {
  return {std::move(name), [transport](std::vector<std::string> flags) {
            CLI::App app;
            chat::Limits limits;
            chat::AddLimitFlags(app, limits);
            app.parse(std::move(flags));
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
INSTANTIATE_TEST_SUITE_P(, ChatV1Crowd, ::testing::Values(InProcessChat()), ChatV1SubjectName);
INSTANTIATE_TEST_SUITE_P(, ChatV1Ending, ::testing::Values(LoopbackChat()), ChatV1SubjectName);

}  // namespace
}  // namespace workbook::testing
