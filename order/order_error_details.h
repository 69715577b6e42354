// Error details: what a status tells programs, in messages of google.rpc, besides its code and its
// text for people. They travel as bytes in the trailer grpc-status-details-bin.
#pragma once

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace workbook::order {

/// For the server: rpc::ToGrpcStatus for a call that asked for the order `id`. NOT_FOUND also has a
/// google.rpc.ResourceInfo with the missing order's type and id, unless the id is so long that it
/// would fill the trailers.
grpc::Status ToGrpcStatusWithDetails(const absl::Status& status, absl::string_view id);

/// For the client: rpc::FromGrpcStatus, and each message in the details becomes a payload of the
/// status, under its type's URL.
absl::Status FromGrpcStatusWithDetails(const grpc::Status& status);

/// For people: the same status without payloads, whose message also says what a ResourceInfo among
/// them says: `there is no order "999"; missing resource: ecommerce.Order "999"`.
absl::Status WithDetailsInWords(const absl::Status& status);

}  // namespace workbook::order
