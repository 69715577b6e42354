// How the faulty chat reads requests and writes answers: by hand.
#pragma once

#include <grpcpp/grpcpp.h>

#include "judge/faulty_lobby.h"

namespace workbook::testing {

// Requests come as bytes: gRPC's own handlers refuse what does not parse, text that is no UTF-8
// say, before anybody is asked, and a stream of theirs that does looks like one that has ended.
template <typename Message>
bool Parse(const grpc::ByteBuffer& bytes, Message& message) {
  grpc::ByteBuffer copy(bytes);
  return grpc::SerializationTraits<Message>::Deserialize(&copy, &message).ok();
}

template <typename Message>
grpc::ByteBuffer Bytes(const Message& message) {
  grpc::ByteBuffer bytes;
  bool owned = false;
  grpc::SerializationTraits<Message>::Serialize(message, &bytes, &owned);
  return bytes;
}

// What a message that does not parse is answered.
inline grpc::Status Unreadable(const FaultyLobby& room) {
  if (room.Breaks("RefusesTextThatIsNoUtf8")) return grpc::Status::OK;
  return {grpc::StatusCode::INVALID_ARGUMENT, "not valid UTF-8"};
}

}  // namespace workbook::testing
