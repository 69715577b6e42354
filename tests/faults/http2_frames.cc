#include "tests/faults/http2_frames.h"

namespace workbook::tests::http2 {
namespace {

// Network byte order.
std::string BigEndian(uint32_t value, int bytes) {
  std::string result;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    result.push_back(static_cast<char>((value >> shift) & 0xFF));
  }
  return result;
}

uint32_t ReadBigEndian(absl::string_view bytes) {
  uint32_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<uint8_t>(byte);
  return value;
}

std::string Counted(absl::string_view text) {
  return static_cast<char>(text.size()) + std::string(text);
}

}  // namespace

std::string FrameHeader(uint32_t length, uint8_t type, uint8_t flags, uint32_t stream) {
  return BigEndian(length, 3) + static_cast<char>(type) + static_cast<char>(flags) +
         BigEndian(stream, 4);
}

std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, absl::string_view payload) {
  return FrameHeader(static_cast<uint32_t>(payload.size()), type, flags, stream) +
         std::string(payload);
}

Fields RequestFields(const std::string& path, const std::string& content_type) {
  return {{":method", "POST"},         {":scheme", "http"}, {":path", path},
          {":authority", "localhost"}, {"te", "trailers"},  {"content-type", content_type}};
}

std::string HeaderBlock(const Fields& fields) {
  std::string block;
  for (const auto& [name, value] : fields) {
    block += '\0' + Counted(name) + Counted(value);  // literal, not indexed
  }
  return block;
}

std::string GrpcMessagePrefix(uint8_t compressed, uint32_t length) {
  return static_cast<char>(compressed) + BigEndian(length, 4);
}

std::string GrpcMessage(absl::string_view message) {
  return GrpcMessagePrefix(0, static_cast<uint32_t>(message.size())) + std::string(message);
}

std::string Hello() { return std::string(kPreface) + Frame(kSettings, 0, 0, ""); }

std::string UnaryRequest(uint32_t stream, const std::string& path, absl::string_view message,
                         const std::string& content_type) {
  return Frame(kHeaders, kEndHeaders, stream, HeaderBlock(RequestFields(path, content_type))) +
         Frame(kData, kEndStream, stream, GrpcMessage(message));
}

std::vector<ReceivedFrame> TakeFrames(std::string& bytes) {
  std::vector<ReceivedFrame> frames;
  size_t at = 0;
  while (bytes.size() - at >= 9) {
    const absl::string_view header = absl::string_view(bytes).substr(at, 9);
    const size_t length = ReadBigEndian(header.substr(0, 3));
    if (bytes.size() - at - 9 < length) break;
    frames.push_back({static_cast<uint8_t>(header[3]), static_cast<uint8_t>(header[4]),
                      ReadBigEndian(header.substr(5, 4)), bytes.substr(at + 9, length)});
    at += 9 + length;
  }
  bytes.erase(0, at);
  return frames;
}

}  // namespace workbook::tests::http2
