// A reader of any door, of any server: heard on a thread of its own, so that a test can wait for
// something for a while and then go on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "support/chat_door.h"

namespace workbook::testing {

/// What tells one test's words from all others, on a server that others have used and use.
class Mark {
 public:
  Mark();
  /// `text` as this test says it.
  std::string Text(const std::string& text) const { return nonce_ + ": " + text; }
  /// What is said only to see who hears it; `number` is 0 or more.
  std::string Probe(int number) const;
  /// A name that nobody else has.
  std::string Name(const std::string& name) const { return name + "-" + nonce_; }

  /// Whether `text` is one of Text's: then it becomes what Text was given.
  bool Strip(std::string& text) const;
  /// The number of a probe; -1 of anything else.
  int ProbeNumber(const std::string& text) const;

 private:
  std::string nonce_;
};

/// Hears what one stream says and keeps of it what has the mark, and at most 16 MiB. Thread-safe.
class Listener {
 public:
  /// `patience` is for each wait of Next.
  Listener(std::unique_ptr<ChatReader> reader, Mark mark, std::chrono::milliseconds patience);
  /// Cancels the stream.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// Whether the initial metadata, or the end, came by then.
  bool AwaitMetadata(std::chrono::steady_clock::time_point then);
  /// Whether a probe numbered `first` or higher came by then.
  bool AwaitProbe(int first, std::chrono::steady_clock::time_point then);
  /// Whose name the last probe had.
  std::string probe_sender() const;
  bool ended() const;

  /// The next marked message as a Line without its mark, or an empty one that came after the first
  /// probe; else why there is none, "nothing for 5 s" or "the end: UNAVAILABLE: ...".
  std::string Next();
  /// Whether Next would have a message at once.
  bool HasNext() const;

  /// From now on takes at most one message more from the stream.
  void Stall();
  void Cancel();

 private:
  void Pump();
  bool MayRead();
  void Keep(const Heard& heard);

  const std::unique_ptr<ChatReader> reader_;
  const Mark mark_;
  const std::chrono::milliseconds patience_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> lines_;
  size_t kept_bytes_ = 0;
  int newest_probe_ = -1;
  std::string probe_sender_;
  bool metadata_ = false;
  bool stalled_ = false;
  bool cancelled_ = false;
  std::string end_;  // empty until the stream has ended
  std::thread pump_;
};

}  // namespace workbook::testing
