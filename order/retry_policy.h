// Retry: which calls gRPC repeats by itself, and after which pauses. The caller does not notice.
#pragma once

namespace workbook::order {

/// The service config of a client's channel. UNAVAILABLE means that the server restarts, or is not
/// there: a lookup may be repeated then, because it changes nothing. A method that places an order
/// must not stand here: its reply may have been lost after the work was done. NOT_FOUND does not
/// stand here either: it is an answer. The pauses, 0.7 s in all, are within the call's deadline.
inline constexpr char kRetryPolicy[] = R"json({
  "methodConfig": [{
    "name": [{"service": "ecommerce.OrderManagement", "method": "getOrder"}],
    "retryPolicy": {
      "maxAttempts": 4,
      "initialBackoff": "0.1s",
      "maxBackoff": "1s",
      "backoffMultiplier": 2,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }]
})json";

}  // namespace workbook::order
