// What tests of TLS and tokens need: good certificates, and every kind that has to be refused.
#pragma once

#include <string>

#include "rpc/security/credentials.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {

/// A folder of certificates and tokens, made once in a test program:
///   ca.pem        the authority of all others but the last
///   server.*      for localhost, 127.0.0.1 and ::1
///   client.*      of ann
///   elsewhere.*   a server's, for elsewhere.example
///   expired.*     a server's as the first, until yesterday
///   other_ca.pem, untrusted.*  another authority, and a certificate from it
///   tokens.txtpb, ann.token, admin.token, expired.token, forged.token
class Certs {
 public:
  static const Certs& Get();

  /// The path of a file in it.
  std::string operator/(const std::string& file) const { return folder_ / file; }

  /// Security for a server with the certificate `name`; a failure fails the test.
  rpc::security::ServerSecurity Server(const std::string& name = "server", bool tokens = false,
                                       bool ask_for_certificates = false) const;

  /// Credentials of a client; empty names: none.
  std::shared_ptr<grpc::ChannelCredentials> Client(const std::string& ca = "ca",
                                                   const std::string& token = "",
                                                   const std::string& certificate = "") const;

 private:
  Certs();
  ScratchFolder folder_;
};

}  // namespace workbook::tests
