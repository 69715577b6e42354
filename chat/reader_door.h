// What a contract says about its readers: all that the fan-out needs to know of one.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "chat/room.h"

namespace workbook::chat {

/// Who wants to read, where, and from where on.
struct Entry {
  std::shared_ptr<Room> room;
  std::string participant = {};  ///< empty: reads unseen
  Start start = kFromNow;
};

/// One streaming method of one contract.
struct ReaderDoor {
  /// Asks gRPC for the next call: the generated Request method.
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     grpc::ServerAsyncWriter<grpc::ByteBuffer>* writer,
                     grpc::ServerCompletionQueue* queue, void* tag)>
      wait_for_call;

  /// Reads the request. A status other than OK is what the stream ends with.
  std::function<absl::StatusOr<Entry>(const grpc::ServerContext& context,
                                      const grpc::ByteBuffer& request)>
      admit;

  /// Takes the next message of the stream off the front of a run of records; empty when the run has
  /// none left for this contract.
  absl::string_view (*take_message)(absl::string_view& run);

  /// The contract has words for what concerns its reader alone: a welcome, a gap, the end.
  bool speaks_to_readers = false;
};

/// For ReaderDoor::take_message: a run as it is, each record, or the parts of each record.
absl::string_view TakeBatch(absl::string_view& run);
absl::string_view TakeWrappedMessage(absl::string_view& run);
absl::string_view TakeMessage(absl::string_view& run);

}  // namespace workbook::chat
