// The versions of gRPC that this project builds with, 1.51 (Debian 12 and 13) to 1.83, and every
// difference between them that the sources know. Where it only has to compile, the sources ask for
// the name that they need instead (`requires`).
#pragma once

#include <google/protobuf/stubs/common.h>
#include <grpcpp/version_info.h>

#define WORKBOOK_GRPC_SINCE(minor) (GRPC_CPP_VERSION_MAJOR > 1 || GRPC_CPP_VERSION_MINOR >= (minor))

/// Since 1.65 gRPC logs with Abseil's log; before, a program sets a function of gRPC's own.
#define WORKBOOK_GRPC_LOGS_WITH_ABSEIL WORKBOOK_GRPC_SINCE(65)

/// Since its version 22 (C++: 4.22) protobuf logs with Abseil's log, too.
#define WORKBOOK_PROTOBUF_LOGS_WITH_ABSEIL (GOOGLE_PROTOBUF_VERSION >= 4022000)

/// CVE-2023-4785: once accept() has failed with EMFILE, the listener never accepts again, even when
/// descriptors are free. Fixed in 1.57, and in the last patches of 1.53 to 1.56.
#define WORKBOOK_GRPC_LISTENER_ENDS_AT_EMFILE !WORKBOOK_GRPC_SINCE(57)

namespace workbook::rpc {

/// Limits that 1.51 does not know by these names, and ignores. Above its own limit for metadata,
/// newer gRPC refuses a call only by chance until this one; and it detects a vanished peer by this
/// timeout of any ping, whatever the timeout of keepalive.
inline constexpr char kArgAbsoluteMaxMetadataSize[] = "grpc.absolute_max_metadata_size";
inline constexpr char kArgPingTimeoutMs[] = "grpc.http2.ping_timeout_ms";

/// gRPC's reflection service is v1alpha in every version. 1.83 has v1 beside it, 1.51 does not; the
/// versions in between were not tried.
inline constexpr bool kReflectsV1 = WORKBOOK_GRPC_SINCE(83);

/// 1.51 serves a call with a content-type that is not gRPC's and logs it; 1.83 serves it silently.
inline constexpr bool kLogsContentTypes = !WORKBOOK_GRPC_LOGS_WITH_ABSEIL;

}  // namespace workbook::rpc
