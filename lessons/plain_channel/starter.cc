// A channel and a first call: how a client finds its server, and reports what it gets.
#include "lessons/plain_channel/lesson.h"
#include "rpc/status.h"

namespace lesson {
namespace {

class CalculatorClient final : public Client {
 public:
  explicit CalculatorClient(const std::string& target) {
    // TODO: make a channel to the target, and a stub on it.
  }

  absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2, std::chrono::milliseconds timeout) override {
    // TODO: call the server with a deadline, and return what it answers.
    return absl::UnimplementedError("Add is not written yet");
  }
};

}  // namespace

std::unique_ptr<Client> Connect(const std::string& target) {
  return std::make_unique<CalculatorClient>(target);
}

}  // namespace lesson
