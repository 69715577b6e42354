#include "tests/bench/fanout/grpc_reader.h"

namespace workbook::tests {

GrpcReader::GrpcReader(grpc::GenericStub& stub, const GrpcReading& reading, bool stalled,
                       grpc::CompletionQueue& queue)
    : reading_(reading),
      stalled_(stalled),
      call_(stub.PrepareCall(&context_, reading.method, &queue)) {
  call_->StartCall(this);
}

void GrpcReader::Done(bool ok, Deliveries& deliveries) {
  if (!ok) {
    failed_ = true;
    return;
  }
  switch (stage_) {
    case Stage::kCalling:
      stage_ = Stage::kAsking;
      return call_->WriteLast(reading_.request, grpc::WriteOptions(), this);
    case Stage::kAsking:
      stage_ = Stage::kRegistering;
      return call_->ReadInitialMetadata(this);
    case Stage::kRegistering:
      stage_ = Stage::kReading;
      if (!stalled_) call_->Read(&response_, this);
      return;
    case Stage::kReading:
      deliveries.Count(reading_.count(response_));
      return call_->Read(&response_, this);
  }
}

}  // namespace workbook::tests
