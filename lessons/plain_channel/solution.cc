// A channel and a first call: how a client finds its server, and reports what it gets.
#include "lessons/plain_channel/lesson.h"
#include "rpc/status.h"

namespace lesson {
namespace {

class CalculatorClient final : public Client {
 public:
  explicit CalculatorClient(const std::string& target)
      : channel_(grpc::CreateChannel(target, grpc::InsecureChannelCredentials())),
        stub_(calc::Calculator::NewStub(channel_)) {}

  absl::StatusOr<int32_t> Add(int32_t n1, int32_t n2, std::chrono::milliseconds timeout) override {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + timeout);
    calc::AddRequest request;
    request.set_n1(n1);
    request.set_n2(n2);
    calc::AddReply reply;
    const grpc::Status status = stub_->Add(&context, request, &reply);
    if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
    return reply.n1();
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<calc::Calculator::Stub> stub_;
};

}  // namespace

std::unique_ptr<Client> Connect(const std::string& target) {
  return std::make_unique<CalculatorClient>(target);
}

}  // namespace lesson
