// Reading a stream: the client reads messages until there are no more, and then asks
// how the call ended.
#include "lessons/reading_stream/lesson.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace lesson {

absl::StatusOr<int> ListFeatures(::RouteGuide::Stub& stub, const ::Rectangle& rectangle,
                                 const Show& show, std::chrono::milliseconds timeout) {
  workbook::rpc::CallContext context(timeout);
  const auto reader = stub.ListFeatures(&context, rectangle);
  int count = 0;
  ::Feature feature;
  while (reader->Read(&feature)) {
    show(feature);
    ++count;
  }
  const grpc::Status status = reader->Finish();  // whether these were all
  if (!status.ok()) return workbook::rpc::FromGrpcStatus(status);
  return count;
}

}  // namespace lesson
