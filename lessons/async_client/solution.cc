// An asynchronous client: several calls at the same time, on one thread.
#include <condition_variable>
#include <mutex>
#include <utility>

#include "lessons/async_client/lesson.h"
#include "rpc/status.h"

namespace lesson {
namespace {

// What gRPC uses until the call is over.
struct Call {
  grpc::ClientContext context;
  calc::AddRequest request;
  calc::AddReply reply;
  grpc::Status status;
};

}  // namespace

std::vector<absl::StatusOr<int32_t>> AddAll(calc::Calculator::Stub& stub,
                                            const std::vector<Pair>& pairs,
                                            std::chrono::milliseconds timeout) {
  std::mutex mutex;
  std::condition_variable all_over;
  size_t running = pairs.size();
  std::vector<Call> calls(pairs.size());  // never grows: a call stays where it is
  for (size_t i = 0; i < pairs.size(); ++i) {
    Call& call = calls[i];
    call.context.set_deadline(std::chrono::system_clock::now() + timeout);
    call.request.set_n1(pairs[i].n1);
    call.request.set_n2(pairs[i].n2);
    stub.async()->Add(&call.context, &call.request, &call.reply, [&](grpc::Status status) {
      // Notifies under the lock: without it, the variable could be gone by then.
      const std::scoped_lock lock(mutex);
      call.status = std::move(status);
      if (--running == 0) all_over.notify_one();
    });
  }
  {
    std::unique_lock lock(mutex);
    all_over.wait(lock, [&] { return running == 0; });
  }
  std::vector<absl::StatusOr<int32_t>> results;
  for (const Call& call : calls) {
    if (call.status.ok()) {
      results.emplace_back(call.reply.n1());
    } else {
      results.emplace_back(workbook::rpc::FromGrpcStatus(call.status));
    }
  }
  return results;
}

}  // namespace lesson
