// `workbook certs`: an authority, certificates and tokens to try TLS with. Throw-away: who keeps an
// authority's key beside what it signs has none. The work is openssl's.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace workbook::runner {

/// A certificate to be issued.
struct CertificateRequest {
  std::string file;         ///< makes FILE.pem and FILE.key
  std::string common_name;  ///< whose it is; no '/' and no '='
  /// The names and addresses of a server, as openssl writes them ("DNS:localhost,IP:127.0.0.1"):
  /// the only ones that gRPC compares. Empty: none.
  std::string alternative_names;
};

/// Makes NAME.pem and NAME.key in `folder`, which exists: an authority, good for 30 days. As every
/// key here, its key has mode 0600 and elliptic curve P-256, which takes no time to make.
absl::Status MakeAuthority(const std::string& folder, const std::string& name);

/// Makes a certificate that the authority AUTHORITY.pem in `folder` has signed, good for 30 days.
absl::Status IssueCertificate(const std::string& folder, const std::string& authority,
                              const CertificateRequest& request);

/// What MakeCerts makes, in the order in which it makes them.
std::vector<std::string> CertFiles();

/// Fills `folder`, which it makes: an authority (ca), a server's certificate for this machine
/// (server), a client's for `user` (client), and the tokens of `user` and of an administrator
/// (tokens.txtpb, each also alone in a file). ALREADY_EXISTS when one of the files is there, unless
/// `overwrite`.
absl::Status MakeCerts(const std::string& folder, const std::string& user, bool overwrite);

}  // namespace workbook::runner
