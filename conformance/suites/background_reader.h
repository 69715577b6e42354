// A reader of any contract that reads on its own thread, so that a test can wait for a message with
// a time limit.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "conformance/suites/chat_client.h"

namespace workbook::conformance::suites {

/// A random tag that marks a test's messages: other clients use the same server before and beside
/// it.
class MessageTag {
 public:
  MessageTag();
  /// `text` as this test sends it.
  std::string Text(const std::string& text) const { return nonce_ + ": " + text; }
  /// A message that shows which readers receive; `number` is 0 or more.
  std::string Probe(int number) const;
  /// A name that no other client has.
  std::string Name(const std::string& name) const { return name + "-" + nonce_; }

  /// If `text` carries this test's tag, strips it and returns true.
  bool Strip(std::string& text) const;
  /// The number of a probe; -1 of anything else.
  int ProbeNumber(const std::string& text) const;

 private:
  std::string nonce_;
};

/// Reads one stream and keeps the messages with the tag, at most 16 MiB. Thread-safe.
class BackgroundReader {
 public:
  /// `timeout` is for each wait of Next.
  BackgroundReader(std::unique_ptr<ChatReader> reader, MessageTag tag,
                   std::chrono::milliseconds timeout);
  /// Cancels the stream.
  ~BackgroundReader();
  BackgroundReader(const BackgroundReader&) = delete;
  BackgroundReader& operator=(const BackgroundReader&) = delete;

  /// Whether the initial metadata, or the end, arrived before `deadline`.
  bool WaitForMetadata(std::chrono::steady_clock::time_point deadline);
  /// Whether a probe numbered `first` or higher arrived before `deadline`.
  bool WaitForProbe(int first, std::chrono::steady_clock::time_point deadline);
  /// The sender of the last probe.
  std::string probe_sender() const;
  bool ended() const;

  /// ToString of the next tagged message without its tag, or of an empty one after the first probe;
  /// else why there is none, "nothing for 5s" or "the end: UNAVAILABLE: ...".
  std::string Next();
  /// Whether Next would return a message at once.
  bool HasNext() const;

  /// From now on takes at most one message more from the stream.
  void Stall();
  void Cancel();

 private:
  void Run();
  bool MayRead();
  void Keep(const ChatMessage& message);

  const std::unique_ptr<ChatReader> reader_;
  const MessageTag tag_;
  const std::chrono::milliseconds timeout_;
  mutable absl::Mutex mutex_;
  std::deque<std::string> messages_ ABSL_GUARDED_BY(mutex_);
  size_t kept_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  int newest_probe_ ABSL_GUARDED_BY(mutex_) = -1;
  std::string probe_sender_ ABSL_GUARDED_BY(mutex_);
  bool metadata_ ABSL_GUARDED_BY(mutex_) = false;
  bool stalled_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
  std::string end_ ABSL_GUARDED_BY(mutex_);  // empty until the stream has ended
  std::jthread thread_;                      // last: it uses all of the above
};

}  // namespace workbook::conformance::suites
