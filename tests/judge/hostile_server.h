// Something at a port that is no good server: what the judge has to survive.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "lessons/runner/descriptor.h"
#include "rpc/address.h"

namespace workbook::testing {

/// Accepts connections on 127.0.0.1 and answers each in the same bad way, for as long as it lives.
class HostileServer {
 public:
  enum class Manner {
    kSpeaksHttp1,         ///< answers whatever comes with an HTTP/1.1 error
    kNeverAnswers,        ///< greets as HTTP/2 does, and then reads on and says nothing
    kHangsUpOnEveryCall,  ///< greets, and closes when the call comes
    kAnswersGarbage,      ///< greets, and answers the call with bytes that are no frames
    kGreetsLate,          ///< after a while, and then says nothing
    kFloods,              ///< greets, and answers the call with frames for ever
  };

  explicit HostileServer(Manner manner);
  ~HostileServer();
  HostileServer(const HostileServer&) = delete;
  HostileServer& operator=(const HostileServer&) = delete;

  const rpc::Address& address() const { return address_; }

 private:
  void Accept();
  void Serve(runner::Descriptor connection);

  const Manner manner_;
  const runner::Descriptor listener_;
  rpc::Address address_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::vector<int> open_;             // guarded by mutex_
  std::vector<std::thread> servers_;  // the accepting thread's
  std::thread acceptor_;
};

}  // namespace workbook::testing
