#include "tests/faults/stalled_reader.h"

#include "absl/strings/numbers.h"
#include "tests/faults/http2_frames.h"

namespace workbook::tests {
namespace {

constexpr uint32_t kStream = 1;

uint32_t BigEndian(absl::string_view bytes) {
  uint32_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

// The code in trailers as gRPC 1.51 writes them: literals, each after its length. -1 without one.
int GrpcStatusIn(absl::string_view block) {
  constexpr absl::string_view kName = "grpc-status";
  const size_t at = block.find(kName);
  if (at == absl::string_view::npos) return -1;
  const absl::string_view value = block.substr(at + kName.size());
  int status = -1;
  if (value.empty() || !absl::SimpleAtoi(value.substr(1, value[0]), &status)) return -1;
  return status;
}

}  // namespace

StalledReader::StalledReader(int port, const chat::v1::JoinRequest& request) : connection_(port) {
  // A wide connection window, so that the stream's window fills: as with a client that reads other
  // streams of its connection but not this one.
  std::string more(4, '\0');
  more[1] = 0x40;
  connection_.Send(http2::Hello() + http2::Frame(http2::kWindowUpdate, 0, 0, more) +
                   http2::UnaryRequest(kStream, "/workbook.chat.v1.ChatService/Join",
                                       request.SerializeAsString()));
  while (!headers_ && Step()) {
  }
}

bool StalledReader::WaitForEnd() {
  while (!ended_ && Step()) {
  }
  return ended_;
}

bool StalledReader::Step() {
  const auto received = connection_.Receive();
  if (!received.has_value()) return false;
  frames_ += *received;
  for (const http2::ReceivedFrame& frame : http2::TakeFrames(frames_)) {
    if (frame.stream != kStream) continue;
    if (frame.type == http2::kHeaders) {
      headers_ = true;
      if (const int status = GrpcStatusIn(frame.payload); status >= 0) status_ = status;
    }
    if (frame.type == http2::kData) {
      messages_ += frame.payload;
      TakeMessages();
    }
    if (frame.type == http2::kRstStream) reset_ = BigEndian(frame.payload);
    ended_ = ended_ || frame.type == http2::kRstStream || (frame.flags & http2::kEndStream) != 0;
  }
  return true;
}

void StalledReader::TakeMessages() {
  constexpr size_t kPrefix = 5;
  while (messages_.size() >= kPrefix) {
    const size_t length = BigEndian(absl::string_view(messages_).substr(1, 4));
    if (messages_.size() < kPrefix + length) return;
    chat::v1::JoinResponse batch;
    if (batch.ParseFromString(messages_.substr(kPrefix, length))) {
      for (const chat::v1::Event& event : batch.events()) {
        if (event.has_welcome()) epoch_ = event.welcome().epoch();
        if (event.sequence() != 0) events_[event.sequence()] = event.message().text();
      }
    }
    messages_.erase(0, kPrefix + length);
    bytes_ += length;
  }
}

chat::v1::Position StalledReader::position() const {
  chat::v1::Position position;
  position.set_epoch(epoch_);
  position.set_sequence(events_.empty() ? 0 : events_.rbegin()->first);
  return position;
}

}  // namespace workbook::tests
