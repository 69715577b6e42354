#include "tests/bench/fanout/event_count.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace workbook::tests {
namespace {

// Length-delimited field number 1: `events` in a JoinResponse, and `message` in an Event, where
// it comes first.
constexpr uint8_t kFieldOne = 0x0A;

// A response in slices, whose borders mean nothing.
class Cursor {
 public:
  explicit Cursor(const grpc::ByteBuffer& bytes) { valid_ = bytes.Dump(&slices_).ok(); }

  bool AtEnd() {
    while (valid_ && at_ == end_) {
      if (next_ == slices_.size()) return true;
      at_ = slices_[next_].begin();
      end_ = slices_[next_].end();
      ++next_;
    }
    return !valid_;
  }

  uint8_t Byte() { return AtEnd() ? uint8_t{0} : *at_++; }

  uint64_t Varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = Byte();
      value |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) break;
    }
    return value;
  }

  void Skip(uint64_t bytes) {
    while (bytes > 0 && !AtEnd()) {
      const uint64_t here = std::min(bytes, static_cast<uint64_t>(end_ - at_));
      at_ += here;
      bytes -= here;
    }
  }

 private:
  std::vector<grpc::Slice> slices_;
  size_t next_ = 0;
  const uint8_t* at_ = nullptr;
  const uint8_t* end_ = nullptr;
  bool valid_ = false;
};

}  // namespace

size_t CountMessages(const grpc::ByteBuffer& response) {
  size_t messages = 0;
  Cursor cursor(response);
  while (!cursor.AtEnd() && cursor.Byte() == kFieldOne) {
    const uint64_t length = cursor.Varint();
    if (length == 0) continue;
    if (cursor.Byte() == kFieldOne) ++messages;
    cursor.Skip(length - 1);
  }
  return messages;
}

}  // namespace workbook::tests
