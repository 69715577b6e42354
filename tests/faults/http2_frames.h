// Hand-written HTTP/2 frames, valid or not: the parts of RFC 9113 and RFC 7541 that a gRPC request
// needs.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace workbook::tests::http2 {

/// The first bytes of every client.
inline constexpr absl::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum Type : uint8_t {
  kData = 0,
  kHeaders = 1,
  kRstStream = 3,
  kSettings = 4,
  kPing = 6,
  kGoAway = 7,
  kWindowUpdate = 8,
  kContinuation = 9
};

inline constexpr uint8_t kEndStream = 0x1;  ///< of kData and kHeaders
inline constexpr uint8_t kEndHeaders = 0x4;

/// The 9 bytes before a payload of `length` bytes.
std::string FrameHeader(uint32_t length, uint8_t type, uint8_t flags, uint32_t stream);

/// A complete frame.
std::string Frame(uint8_t type, uint8_t flags, uint32_t stream, absl::string_view payload);

using Fields = std::vector<std::pair<std::string, std::string>>;

/// The fields of a gRPC request for `path`.
Fields RequestFields(const std::string& path, const std::string& content_type = "application/grpc");

/// Encodes `fields` without tables and without Huffman codes; names and values below 127 bytes.
std::string HeaderBlock(const Fields& fields);

/// `message` after gRPC's five-byte prefix, a flag and the length; and that prefix alone, with any
/// length.
std::string GrpcMessage(absl::string_view message);
std::string GrpcMessagePrefix(uint8_t compressed, uint32_t length);

/// Preface and settings, which come before the first request.
std::string Hello();

/// A complete unary request on `stream`, with a half-close.
std::string UnaryRequest(uint32_t stream, const std::string& path, absl::string_view message,
                         const std::string& content_type = "application/grpc");

/// A frame from the server.
struct ReceivedFrame {
  uint8_t type;
  uint8_t flags;
  uint32_t stream;
  std::string payload;
};

/// Removes the complete frames from the front of `bytes`.
std::vector<ReceivedFrame> TakeFrames(std::string& bytes);

}  // namespace workbook::tests::http2
