// Certificates and keys in PEM files, looked at before gRPC gets them: with bad ones a server of
// gRPC 1.51 cannot bind its port and a client cannot call, and only gRPC's log says why. Free of
// gRPC.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace workbook::rpc {

/// A certificate with what leads from it to an authority, and its key: both as PEM text.
struct KeyPair {
  std::string certificate;
  std::string key;
};

/// Reads both files. The status names the file: that it cannot be read, holds no certificate or no
/// key, or, INVALID_ARGUMENT, that the key is another certificate's. A key behind a passphrase is
/// refused. That a certificate has expired is not looked at: whoever connects will say so.
absl::StatusOr<KeyPair> ReadKeyPair(const std::string& certificate_path,
                                    const std::string& key_path);

/// Reads a file of one or more certificates, those of the authorities to trust.
absl::StatusOr<std::string> ReadAuthorities(const std::string& path);

}  // namespace workbook::rpc
