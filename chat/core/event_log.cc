#include "chat/core/event_log.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

namespace workbook::chat::core {
namespace {

// A run is at most one chunk. 64 KiB is large enough that the cost of a write does not matter, and
// small enough that a slow reader pins little memory.
constexpr size_t kSmallestChunk = 4 * 1024;  // most rooms stay small
constexpr size_t kLargestChunk = 64 * 1024;

// The tag of field 1 when it is length-delimited: of an event in a batch, of a message in an event.
constexpr char kFieldOne = 0x0A;

// A length-delimited field at the front of `bytes`: with its tag and length, and without.
struct Field {
  absl::string_view whole;
  absl::string_view content;
};

// The log encoded `bytes` itself, so they are well-formed.
Field FirstField(absl::string_view bytes) {
  size_t length = 0;
  size_t header = 1;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[header++]);
    length |= static_cast<size_t>(byte & 0x7F) << shift;
    if ((byte & 0x80) == 0) break;
  }
  return {bytes.substr(0, header + length), bytes.substr(header, length)};
}

}  // namespace

absl::string_view FirstRecord(absl::string_view run) { return FirstField(run).whole; }

absl::string_view WrappedMessageIn(absl::string_view record) {
  const absl::string_view event = FirstField(record).content;
  return !event.empty() && event[0] == kFieldOne ? FirstField(event).whole : absl::string_view();
}

absl::string_view MessageIn(absl::string_view record) {
  const absl::string_view wrapped = WrappedMessageIn(record);
  return wrapped.empty() ? wrapped : FirstField(wrapped).content;
}

std::string ToRecord(const v1::Event& event) {
  std::string record(1, kFieldOne);
  size_t length = event.ByteSizeLong();
  for (; length >= 0x80; length >>= 7) record += static_cast<char>((length & 0x7F) | 0x80);
  record += static_cast<char>(length);
  static_cast<void>(event.AppendToString(&record));  // it has no required fields
  return record;
}

uint64_t EventLog::Append(v1::Event event) {
  event.set_sequence(next_);
  const std::string record = ToRecord(event);
  Chunk& chunk = ChunkFor(record.size());
  std::memcpy(chunk.bytes.get() + chunk.size(), record.data(), record.size());
  chunk.ends.push_back(static_cast<uint32_t>(chunk.size() + record.size()));
  bytes_ += record.size();
  if (event.has_message()) messages_.push_back(next_);
  ++next_;
  Evict();
  return next_ - 1;
}

EventLog::Chunk& EventLog::ChunkFor(size_t record_bytes) {
  if (!chunks_.empty()) {
    Chunk& last = *chunks_.back();
    if (last.capacity - last.size() >= record_bytes) return last;
  }
  const size_t usual =
      chunks_.empty() ? kSmallestChunk : std::min(2 * chunks_.back()->capacity, kLargestChunk);
  chunks_.push_back(std::make_shared<Chunk>(next_, std::max(usual, record_bytes)));
  return *chunks_.back();
}

void EventLog::Evict() {
  while (first_ + 1 < next_ &&
         (messages_.size() > retention_.max_messages || bytes_ > retention_.max_bytes)) {
    bytes_ -= Record(first_).size();
    if (!messages_.empty() && messages_.front() == first_) messages_.pop_front();
    ++first_;
    // A write in flight keeps its chunk alive.
    if (chunks_.size() > 1 && chunks_[1]->first_sequence <= first_) chunks_.pop_front();
  }
}

const std::shared_ptr<EventLog::Chunk>& EventLog::ChunkOf(uint64_t sequence) const {
  // Most calls ask for the newest events.
  if (chunks_.back()->first_sequence <= sequence) return chunks_.back();
  return *std::prev(std::ranges::upper_bound(
      chunks_, sequence, {}, [](const auto& chunk) { return chunk->first_sequence; }));
}

EventLog::Reading EventLog::ReadFrom(uint64_t sequence) const {
  const std::shared_ptr<Chunk>& chunk = ChunkOf(sequence);
  const size_t start = chunk->StartOf(sequence);
  return {{chunk, {chunk->bytes.get() + start, chunk->size() - start}},
          chunk->first_sequence + chunk->ends.size()};
}

absl::string_view EventLog::Record(uint64_t sequence) const {
  const Chunk& chunk = *ChunkOf(sequence);
  const size_t start = chunk.StartOf(sequence);
  return {chunk.bytes.get() + start, chunk.ends[sequence - chunk.first_sequence] - start};
}

uint64_t EventLog::StartOfMessages(size_t count) const {
  if (count == 0) return next_;
  return count > messages_.size() ? first_ : messages_[messages_.size() - count];
}

}  // namespace workbook::chat::core
