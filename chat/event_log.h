// The room's memory, and at the same time its wire format: the log is kept as the bytes that
// readers are sent. Readers keep a number, not a queue: however many there are, and however slow,
// an event stands here once, and however many events wait for a reader, one slice into the log is
// its next message.
//
//   chunk    | record 7 | record 8 | record 9 | free ...
//   record   0A <length> Event              an element of `repeated Event events = 1`
//   Event    0A <length> Message ...        `message` is field 1: an encoding of
//   chat_proto.ChatMessage Message  0A <n> sender 12 <n> text      an encoding of chat.ChatMessage,
//   and of grpc.Note
//
// Any run of whole records is a JoinResponse; and the tutorials' three encodings of a message are
// parts of its record. The numbers in protos/workbook/chat/v1/chat.proto are chosen for that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chat/limits.h"
#include "workbook/chat/v1/chat.pb.h"

namespace workbook::chat {

/// One or more whole records, next to each other. The bytes stay as long as their owner does.
struct Run {
  std::shared_ptr<const void> owner = {};
  absl::string_view bytes = {};
};

/// Not thread-safe: the room guards it. A Run may be read by any thread meanwhile.
class EventLog {
 public:
  explicit EventLog(Retention retention) : retention_(retention) {}

  /// Gives the event the next number and keeps it, forgetting the oldest beyond the retention. The
  /// newest is kept whatever its size. Returns its number.
  uint64_t Append(v1::Event event);

  /// The number of the oldest event kept; next() when none is.
  uint64_t first() const { return first_; }

  /// The number that the next event will get.
  uint64_t next() const { return next_; }

  /// As many events as lie next to each other from `sequence` on, which has to be in
  /// [first(), next()), and the number behind them.
  struct Reading {
    Run run;
    uint64_t next = 0;
  };
  Reading ReadFrom(uint64_t sequence) const;

  /// The record of one event, which has to be in [first(), next()). For whoever guards the log.
  absl::string_view Record(uint64_t sequence) const;

  /// Where the newest `count` messages begin: next() for none, first() when fewer are kept.
  uint64_t StartOfMessages(size_t count) const;

  /// The numbers of the messages kept, in order: there may be many events between two of them.
  const std::deque<uint64_t>& messages() const { return messages_; }
  size_t bytes() const { return bytes_; }  ///< of the events kept

 private:
  // Filled once, front to back, and never moved: what a reader was given stays as it is.
  struct Chunk {
    Chunk(uint64_t first, size_t most_bytes)
        : first_sequence(first), capacity(most_bytes), bytes(new char[most_bytes]) {}
    size_t size() const { return ends.empty() ? 0 : ends.back(); }
    size_t StartOf(uint64_t sequence) const {
      return sequence == first_sequence ? 0 : ends[sequence - first_sequence - 1];
    }

    const uint64_t first_sequence;
    const size_t capacity;
    const std::unique_ptr<char[]> bytes;
    std::vector<uint32_t> ends;  // of the records
  };

  const std::shared_ptr<Chunk>& ChunkOf(uint64_t sequence) const;
  Chunk& ChunkFor(size_t record_bytes);
  void Forget();

  const Retention retention_;
  std::deque<std::shared_ptr<Chunk>> chunks_;
  uint64_t first_ = 1;
  uint64_t next_ = 1;
  std::deque<uint64_t> messages_;
  size_t bytes_ = 0;
};

// ---- The parts of a record ----

/// The encoding of the chat_proto.ChatMessage in `record`; empty when the event is no message.
absl::string_view WrappedMessageIn(absl::string_view record);

/// The encoding of the chat.ChatMessage, or grpc.Note, in `record`; empty when the event is no
/// message.
absl::string_view MessageIn(absl::string_view record);

/// The first record of `run`, which must not be empty.
absl::string_view FirstRecord(absl::string_view run);

/// `event` as a record.
std::string ToRecord(const v1::Event& event);

}  // namespace workbook::chat
