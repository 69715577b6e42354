#include "chat/wire.h"

namespace workbook::chat {
namespace {

void DropReference(void* reference) {
  delete static_cast<std::shared_ptr<const Message>*>(reference);
}

}  // namespace

grpc::ByteBuffer Share(const std::shared_ptr<const Message>& message, Door door, Encoder encoder) {
  const std::string& bytes = message->EncodedFor(door, encoder);
  // gRPC only reads what a slice points to; its interface predates const.
  const grpc::Slice slice(const_cast<char*>(bytes.data()), bytes.size(), &DropReference,
                          new std::shared_ptr<const Message>(message));
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace workbook::chat
