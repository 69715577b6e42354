#include "rpc/security/flags.h"

#include <string>

namespace workbook::rpc::security {
namespace {

base::Flag AddFile(base::CommandLine& flags, const std::string& name, std::string& path,
                   const std::string& description) {
  return flags.Add(name, path, description).Named("FILE").Check([](const std::string& text) {
    return text.empty() ? "the file's name is empty" : "";
  });
}

}  // namespace

void AddSecurityFlags(base::CommandLine& flags, ServerSecurityFiles& files) {
  base::Flag certificate =
      AddFile(flags, "--tls-cert", files.certificate, "Serve TLS with this certificate (PEM)");
  base::Flag key = AddFile(flags, "--tls-key", files.key, "The certificate's key (PEM)");
  certificate.Needs(key);
  key.Needs(certificate);
  AddFile(flags, "--tls-client-ca", files.client_ca,
          "Accept only clients with a certificate of this authority (PEM)")
      .Needs(certificate);
  AddFile(flags, "--tokens", files.tokens,
          "Accept only calls with one of these tokens (protos/token_file.proto)")
      .Needs(certificate);
}

void AddSecurityFlags(base::CommandLine& flags, ClientSecurityFiles& files) {
  const base::Flag ca =
      AddFile(flags, "--tls-ca", files.ca,
              "Call over TLS, and only a server with a certificate of this authority (PEM)");
  base::Flag certificate = AddFile(flags, "--tls-cert", files.certificate,
                                   "Present this certificate to the server (PEM)");
  base::Flag key = AddFile(flags, "--tls-key", files.key, "The certificate's key (PEM)");
  certificate.Needs(key).Needs(ca);
  key.Needs(certificate);
  AddFile(flags, "--token-file", files.token, "Send the token in this file with every call")
      .Needs(ca);
}

}  // namespace workbook::rpc::security
