// For programs that start and stop servers and channels many times, such as tests.
#pragma once

#include <grpc/grpc.h>

namespace workbook::conformance {

/// Keeps gRPC's threads for the rest of the process. Otherwise gRPC stops them when its last user
/// is destroyed, at the end of each test; after a call that ended at its deadline, 1.51 now and
/// then takes 10 s for that.
inline void KeepGrpcInitialized() { [[maybe_unused]] static const bool once = (grpc_init(), true); }

}  // namespace workbook::conformance
