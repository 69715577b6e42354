// Random requests, made from a message's descriptor, and mutations of their bytes.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>

#include <cstdint>
#include <random>
#include <string>

namespace workbook::tests {

/// The same seed gives the same requests. Not thread-safe.
class RandomRequests {
 public:
  explicit RandomRequests(uint32_t seed) : random_(seed) {}

  /// An encoded message of `type`, with ordinary values and edge cases.
  std::string Valid(const google::protobuf::Descriptor& type);

  /// `bytes` with one to four mutations: bits flipped, bytes replaced, inserted, removed or
  /// repeated, numbers made huge, the end truncated.
  std::string Mutated(std::string bytes);

 private:
  /// Below `end`.
  size_t Below(size_t end) { return random_() % end; }
  void Fill(google::protobuf::Message& message, int depth);
  void Set(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field,
           int depth);
  std::string Text();
  void MutateOnce(std::string& bytes);

  std::mt19937 random_;
  google::protobuf::DynamicMessageFactory factory_;
};

}  // namespace workbook::tests
