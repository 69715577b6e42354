// A contract as the loops serve it: for each of its methods how the next call is asked for, and
// what to do with it. The calls themselves (unary_call.h, reader_call.h, speaker_call.h,
// watch_call.h) are the same for every contract.
#pragma once

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/async_unary_call.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "chat/rooms.h"
#include "rpc/peer.h"

namespace workbook::chat {

/// Who makes a call.
struct Caller : rpc::Peer {
  /// Where the call came from; empty on a server with tokens, which tell more.
  std::string connection;
};

/// UNAUTHENTICATED when its token has become invalid. To be asked when the call begins.
absl::StatusOr<Caller> CallerOf(const rpc::Peers& peers, const grpc::ServerContext& context);

/// One request, one reply.
struct UnaryMethod {
  /// Asks gRPC for the next call: the generated Request method.
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     grpc::ServerAsyncResponseWriter<grpc::ByteBuffer>* responder,
                     grpc::ServerCompletionQueue* queue, void* tag)>
      wait_for_call;

  /// Must not block.
  std::function<absl::StatusOr<grpc::ByteBuffer>(const Caller& caller,
                                                 const grpc::ByteBuffer& request)>
      answer;
};

/// Who wants to read, where, and from where on.
struct Entry {
  std::shared_ptr<Room> room;
  std::string participant = {};  ///< empty: reads unseen
  Start start = kFromNow;
};

/// A stream of what happens in a room.
struct ReaderMethod {
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     grpc::ServerAsyncWriter<grpc::ByteBuffer>* writer,
                     grpc::ServerCompletionQueue* queue, void* tag)>
      wait_for_call;

  /// Reads the request. A status other than OK is what the stream ends with.
  std::function<absl::StatusOr<Entry>(const Caller& caller, const grpc::ByteBuffer& request)> admit;

  /// Takes the next message of the stream off the front of a run of records; empty when the run has
  /// none left for this contract. One of those below.
  absl::string_view (*take_message)(absl::string_view& run);

  /// The contract has words for what concerns its reader alone: a welcome, a gap, the end.
  bool speaks_to_readers = false;
};

/// A stream of things to say, answered once.
struct SpeakerMethod {
  std::function<void(grpc::ServerContext* context,
                     grpc::ServerAsyncReader<grpc::ByteBuffer, grpc::ByteBuffer>* reader,
                     grpc::ServerCompletionQueue* queue, void* tag)>
      wait_for_call;

  /// Reads one message of the stream. A status other than OK is what the stream ends with.
  std::function<absl::StatusOr<Saying>(const Caller& caller, const grpc::ByteBuffer& message)> read;

  /// What the stream is answered with.
  grpc::ByteBuffer reply;
};

/// A stream that says one thing at its beginning and another when the server ends.
struct WatchMethod {
  std::function<void(grpc::ServerContext* context, grpc::ByteBuffer* request,
                     grpc::ServerAsyncWriter<grpc::ByteBuffer>* writer,
                     grpc::ServerCompletionQueue* queue, void* tag)>
      wait_for_call;
  std::function<grpc::ByteBuffer(const grpc::ByteBuffer& request)> first;
  grpc::ByteBuffer last;
};

/// The name that `caller` goes by, who calls itself `claimed`: its token's, if it has one.
std::string NameOf(const Caller& caller, std::string claimed);

/// All methods of a contract, or of several.
struct Methods {
  std::vector<UnaryMethod> unary = {};
  std::vector<ReaderMethod> readers = {};
  std::vector<SpeakerMethod> speakers = {};
  std::vector<WatchMethod> watches = {};
};

/// The methods of all `doors`.
Methods Together(const std::vector<Methods>& doors);

/// For ReaderMethod::admit: where the tutorials' readers enter, who have no name to be seen under.
/// `request` tells whether theirs could be read.
absl::StatusOr<Entry> EnterLobby(Rooms& rooms, const absl::Status& request, Start start);

// ---- For ReaderMethod::take_message: a run as it is, or part of each record (event_log.h) ----

absl::string_view TakeBatch(absl::string_view& run);
absl::string_view TakeWrappedMessage(absl::string_view& run);
absl::string_view TakeMessage(absl::string_view& run);

}  // namespace workbook::chat
