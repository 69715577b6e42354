#include "tests/e2e/raw_call.h"

#include <vector>

namespace workbook::tests {

RawCall::RawCall(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                 std::chrono::milliseconds timeout)
    : context_(timeout) {
  stream_ = grpc::GenericStub(channel).PrepareCall(&context_, method, &queue_);
  stream_->StartCall(nullptr);
  Step();
}

RawCall::~RawCall() {
  context_.TryCancel();
  queue_.Shutdown();
  while (Step()) {
  }
}

bool RawCall::Step() {
  void* tag = nullptr;
  bool ok = false;
  return queue_.Next(&tag, &ok) && ok;
}

bool RawCall::WaitForInitialMetadata() {
  stream_->ReadInitialMetadata(nullptr);
  return Step();
}

bool RawCall::Write(const std::string& message) {
  const grpc::Slice slice(message);
  stream_->Write(grpc::ByteBuffer(&slice, 1), nullptr);
  return Step();
}

void RawCall::WritesDone() {
  stream_->WritesDone(nullptr);
  Step();
}

std::optional<std::string> RawCall::Read() {
  grpc::ByteBuffer buffer;
  stream_->Read(&buffer, nullptr);
  if (!Step()) return std::nullopt;
  std::vector<grpc::Slice> slices;
  buffer.Dump(&slices).ok();
  std::string message;
  for (const grpc::Slice& slice : slices) message.append(slice.begin(), slice.end());
  return message;
}

grpc::Status RawCall::Finish() {
  grpc::Status status;
  stream_->Finish(&status, nullptr);
  Step();
  return status;
}

}  // namespace workbook::tests
