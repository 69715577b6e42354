// The room's log, kept in its wire format: the server stores each event as the bytes that it sends
// to readers. A reader keeps a position in the log and has no queue. However many readers there
// are, and however slow, the log stores an event once; however many events wait for a reader, its
// next message is one slice of the log.
//
//   chunk    | record 7 | record 8 | record 9 | free ...
//   record   0A <length> Event              an element of `repeated Event events = 1`
//   Event    0A <length> Message ...        `message` is field 1: an encoding of
//                                           chat_proto.ChatMessage
//   Message  0A <n> sender 12 <n> text      an encoding of chat.ChatMessage and of grpc.Note
//
// Any run of whole records is a JoinResponse, and the tutorials' three encodings of a message are
// parts of its record. The field numbers in protos/workbook/chat/v1/chat.proto make that work.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chat/core/limits.h"
#include "workbook/chat/v1/chat.pb.h"

namespace workbook::chat::core {

/// One or more whole records, next to each other. The bytes live as long as their owner.
struct Run {
  std::shared_ptr<const void> owner = {};
  absl::string_view bytes = {};
};

/// Not thread-safe: the room guards it. Any thread may read a Run at any time.
class EventLog {
 public:
  explicit EventLog(Retention retention) : retention_(retention) {}

  /// Gives the event the next sequence number, stores it, and evicts the oldest events beyond the
  /// retention. Keeps the newest event whatever its size. Returns the sequence number.
  uint64_t Append(v1::Event event);

  /// The sequence number of the oldest event kept; next() when the log is empty.
  uint64_t first() const { return first_; }

  /// The sequence number of the next event.
  uint64_t next() const { return next_; }

  /// The events stored next to each other from `sequence` on, and the sequence number after them.
  /// `sequence` must be in [first(), next()).
  struct Reading {
    Run run;
    uint64_t next = 0;
  };
  Reading ReadFrom(uint64_t sequence) const;

  /// The record of one event, which must be in [first(), next()). Valid until the next Append.
  absl::string_view Record(uint64_t sequence) const;

  /// Where the newest `count` messages begin: next() for none, first() when the log keeps fewer.
  uint64_t StartOfMessages(size_t count) const;

  /// The sequence numbers of the messages kept, in order. Events of other kinds lie between them.
  const std::deque<uint64_t>& messages() const { return messages_; }
  size_t bytes() const { return bytes_; }  ///< of the events kept

 private:
  // The log fills a chunk once, front to back, and never moves it: the bytes of a Run stay as they
  // are.
  struct Chunk {
    Chunk(uint64_t first, size_t max_bytes)
        : first_sequence(first), capacity(max_bytes), bytes(new char[max_bytes]) {}
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
  void Evict();

  const Retention retention_;
  std::deque<std::shared_ptr<Chunk>> chunks_;
  uint64_t first_ = 1;
  uint64_t next_ = 1;
  std::deque<uint64_t> messages_;
  size_t bytes_ = 0;
};

// ---- The parts of a record ----

/// The encoding of the chat_proto.ChatMessage in `record`; empty when the event is not a message.
absl::string_view WrappedMessageIn(absl::string_view record);

/// The encoding of the chat.ChatMessage, or grpc.Note, in `record`; empty when the event is not a
/// message.
absl::string_view MessageIn(absl::string_view record);

/// The first record of `run`, which must not be empty.
absl::string_view FirstRecord(absl::string_view run);

/// `event` as a record.
std::string ToRecord(const v1::Event& event);

}  // namespace workbook::chat::core
