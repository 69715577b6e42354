// Certificates and keys in PEM files, checked before gRPC gets them: with bad ones, a server of
// gRPC 1.51 cannot bind its port and a client cannot call, and only gRPC's log has the reason. Free
// of gRPC.
#pragma once

#include <string>

#include "absl/status/statusor.h"

namespace workbook::rpc::security {

/// A certificate with the chain to its authority, and its key, both as PEM text.
struct KeyPair {
  std::string certificate;
  std::string key;
};

/// Reads both files. The status names the file that cannot be read; INVALID_ARGUMENT when it holds
/// no certificate or no key, when the key belongs to another certificate, or when it needs a
/// passphrase. Does not check whether a certificate has expired: the peer reports that when it
/// connects.
absl::StatusOr<KeyPair> ReadKeyPair(const std::string& certificate_path,
                                    const std::string& key_path);

/// Reads a file with the certificates of one or more trusted authorities.
absl::StatusOr<std::string> ReadAuthorities(const std::string& path);

}  // namespace workbook::rpc::security
