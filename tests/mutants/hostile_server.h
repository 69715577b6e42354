// A listener that is no proper gRPC server. The judge has to survive each of them.
#pragma once

#include <stop_token>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/unique_fd.h"
#include "rpc/address.h"

namespace workbook::tests {

/// Accepts connections on 127.0.0.1 until its destructor runs, and treats each alike.
class HostileServer {
 public:
  enum class Manner {
    kSpeaksHttp1,         ///< answers with an HTTP/1.1 error
    kNeverAnswers,        ///< sends HTTP/2 settings, and never answers a call
    kHangsUpOnEveryCall,  ///< sends settings, and closes the connection when a call arrives
    kAnswersGarbage,      ///< sends settings, and answers a call with bytes that are no frames
    kGreetsLate,          ///< sends settings after 300 ms, and never answers a call
    kFloods,              ///< sends settings, and answers a call with frames without end
  };

  explicit HostileServer(Manner manner);
  ~HostileServer();
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;

  const rpc::Address& address() const { return address_; }

 private:
  void Accept(const std::stop_token& stop);
  void Serve(base::UniqueFd connection);

  const Manner manner_;
  base::UniqueFd listener_;
  rpc::Address address_;
  absl::Mutex mutex_;
  std::vector<int> open_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::jthread> servers_;  // the accepting thread owns it until it has ended
  std::jthread acceptor_;
};

}  // namespace workbook::tests
