// `workbook certs`: a certificate authority, certificates and tokens for trying TLS. For tests
// only: the authority's key lies beside what it signs, so anyone who can read the folder can sign.
// openssl does the work.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace workbook::lessons::runner {

/// A certificate to issue.
struct CertificateRequest {
  std::string file;         ///< for FILE.pem and FILE.key
  std::string common_name;  ///< of the subject; without '/' and '='
  /// A server's names and addresses in openssl's format ("DNS:localhost,IP:127.0.0.1"); gRPC
  /// compares only these. Empty: none.
  std::string alternative_names;
};

/// Makes an authority, valid for 30 days: NAME.pem and NAME.key in the existing `folder`. Every key
/// here has mode 0600 and uses the elliptic curve P-256, which is fast to generate.
absl::Status MakeAuthority(const std::string& folder, const std::string& name);

/// Makes a certificate, valid for 30 days, signed by the authority AUTHORITY.pem in `folder`.
absl::Status IssueCertificate(const std::string& folder, const std::string& authority,
                              const CertificateRequest& request);

/// The files that MakeCerts makes, in order.
std::vector<std::string> CertFiles();

/// Creates `folder` with an authority (ca), a certificate for a server on this machine (server),
/// one for the client of `user` (client), and tokens of `user` and of an administrator
/// (tokens.txtpb, and one file each). ALREADY_EXISTS when a file exists, unless `overwrite`.
absl::Status MakeCerts(const std::string& folder, const std::string& user, bool overwrite);

}  // namespace workbook::lessons::runner
