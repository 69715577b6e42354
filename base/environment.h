#pragma once

namespace workbook::base {

/// Unsets the variables with which users set up proxies, GoogleTest and gRPC for programs of their
/// own: http_proxy and its like in either case, GTEST_*, GRPC_*. Here they would change verdicts.
/// Returns whether there were any. Call it first in main: no other thread may run yet.
bool UnsetCallersSettings();

}  // namespace workbook::base
