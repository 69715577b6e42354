#include "tests/faults/random_requests.h"

#include <google/protobuf/message.h>

#include <array>
#include <limits>
#include <memory>

namespace workbook::tests {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

namespace {

constexpr int kDeepest = 4;

}  // namespace

std::string RandomRequests::Valid(const Descriptor& type) {
  const std::unique_ptr<Message> message(factory_.GetPrototype(&type)->New());
  Fill(*message, 0);
  return message->SerializeAsString();
}

void RandomRequests::Fill(Message& message, int depth) {
  const Descriptor& type = *message.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    const size_t values = field.is_repeated() ? Below(4) : Below(5) == 0 ? 0 : 1;
    for (size_t value = 0; value < values; ++value) Set(message, field, depth);
  }
}

std::string RandomRequests::Text() {
  static const std::array<std::string, 8> texts = {"",
                                                   "101",
                                                   "lobby",
                                                   "ann",
                                                   "1",
                                                   "\x1B[2J\r\n\xE2\x80\xAE",
                                                   "gr\xC3\xBC\xC3\x9F",
                                                   "name with spaces"};
  if (Below(8) == 0) return std::string(Below(2000), 'x');
  return texts.at(Below(texts.size()));
}

void RandomRequests::Set(Message& message, const FieldDescriptor& field, int depth) {
  static const std::array<int64_t, 9> numbers = {0,
                                                 1,
                                                 -1,
                                                 409146138,
                                                 -746188906,
                                                 std::numeric_limits<int32_t>::min(),
                                                 std::numeric_limits<int32_t>::max(),
                                                 std::numeric_limits<int64_t>::min(),
                                                 std::numeric_limits<int64_t>::max()};
  const google::protobuf::Reflection& fields = *message.GetReflection();
  const int64_t number = numbers.at(Below(numbers.size()));
  // Both forms of each type: a field is either repeated or not.
  const auto put = [&](auto set, auto add, auto value) {
    field.is_repeated() ? (fields.*add)(&message, &field, value)
                        : (fields.*set)(&message, &field, value);
  };
  using R = google::protobuf::Reflection;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return put(&R::SetInt32, &R::AddInt32, static_cast<int32_t>(number));
    case FieldDescriptor::CPPTYPE_INT64:
      return put(&R::SetInt64, &R::AddInt64, number);
    case FieldDescriptor::CPPTYPE_UINT32:
      return put(&R::SetUInt32, &R::AddUInt32, static_cast<uint32_t>(number));
    case FieldDescriptor::CPPTYPE_UINT64:
      return put(&R::SetUInt64, &R::AddUInt64, static_cast<uint64_t>(number));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return put(&R::SetDouble, &R::AddDouble, static_cast<double>(number));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return put(&R::SetFloat, &R::AddFloat, static_cast<float>(number));
    case FieldDescriptor::CPPTYPE_BOOL:
      return put(&R::SetBool, &R::AddBool, number != 0);
    case FieldDescriptor::CPPTYPE_ENUM:
      return put(&R::SetEnumValue, &R::AddEnumValue, static_cast<int>(number));
    case FieldDescriptor::CPPTYPE_STRING:
      // Not by pointers: newer protobuf overloads both.
      return field.is_repeated() ? fields.AddString(&message, &field, Text())
                                 : fields.SetString(&message, &field, Text());
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (depth == kDeepest) return;
      return Fill(field.is_repeated() ? *fields.AddMessage(&message, &field)
                                      : *fields.MutableMessage(&message, &field),
                  depth + 1);
  }
}

std::string RandomRequests::Mutated(std::string bytes) {
  for (size_t times = 1 + Below(4); times > 0; --times) MutateOnce(bytes);
  return bytes;
}

void RandomRequests::MutateOnce(std::string& bytes) {
  const auto any_byte = [this] { return static_cast<char>(Below(256)); };
  const size_t at = Below(bytes.size() + 1);
  if (at == bytes.size()) {
    bytes.push_back(any_byte());
    return;
  }
  const size_t some = 1 + Below(bytes.size() - at);
  switch (Below(7)) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << Below(8)));
      break;
    case 1:
      bytes[at] = any_byte();
      break;
    case 2:
      bytes.insert(at, 1 + Below(8), any_byte());
      break;
    case 3:
      bytes.erase(at, some);
      break;
    case 4:
      bytes.insert(at, bytes.substr(at, some));
      break;
    case 5:  // the largest number, in 10 bytes
      bytes.replace(at, 1, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01");
      break;
    default:
      bytes.resize(at);
  }
}

}  // namespace workbook::tests
