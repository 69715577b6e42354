#include "chat/long_call.h"

#include <grpc/grpc.h>

#include <string>

namespace workbook::chat {

void Cut(grpc::ServerContext& context, const absl::Status& status) {
  // The C++ API has no word for it but TryCancel, which says CANCELLED.
  grpc_call_cancel_with_status(context.c_call(), static_cast<grpc_status_code>(status.code()),
                               std::string(status.message()).c_str(), nullptr);
}

}  // namespace workbook::chat
