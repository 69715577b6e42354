// Two threads: the client writes on one and reads on the other, because neither
// direction waits for the other one.
#include <thread>

#include "lessons/two_threads/lesson.h"
#include "rpc/channel.h"
#include "rpc/status.h"

namespace lesson {

absl::Status RouteChat(::RouteGuide::Stub& stub, const NextNote& next_note, const Show& show,
                       std::chrono::milliseconds timeout) {
  workbook::rpc::CallContext context(timeout);
  const auto stream = stub.RouteChat(&context);
  std::jthread writer([&] {
    while (const std::optional<::RouteNote> note = next_note()) {
      if (!stream->Write(*note)) return;  // the call is over: the reader sees it too
    }
    stream->WritesDone();
  });
  ::RouteNote answer;
  while (stream->Read(&answer)) show(answer);
  writer.join();  // it uses the stream, which Finish ends
  return workbook::rpc::FromGrpcStatus(stream->Finish());
}

}  // namespace lesson
