#include "rpc/security_flags.h"

#include <string>

namespace workbook::rpc {
namespace {

CLI::Option* AddFile(CLI::App& app, const std::string& flag, std::string& path,
                     const std::string& description) {
  return app.add_option(flag, path, description)
      ->type_name("FILE")
      ->check([](const std::string& text) {
        return text.empty() ? std::string("the file's name is empty") : std::string();
      });
}

}  // namespace

void AddSecurityFlags(CLI::App& app, ServerSecurityFiles& files) {
  CLI::Option* certificate =
      AddFile(app, "--tls-cert", files.certificate, "Serve TLS with this certificate (PEM)");
  CLI::Option* key = AddFile(app, "--tls-key", files.key, "The certificate's key (PEM)");
  certificate->needs(key);
  key->needs(certificate);
  AddFile(app, "--tls-client-ca", files.client_ca,
          "Let in only clients with a certificate of this authority (PEM)")
      ->needs(certificate);
  AddFile(app, "--tokens", files.tokens,
          "Let in only calls with one of these tokens (protos/token_file.proto)")
      ->needs(certificate);
}

void AddSecurityFlags(CLI::App& app, ClientSecurityFiles& files) {
  CLI::Option* ca = AddFile(app, "--tls-ca", files.ca,
                            "Call over TLS, and only a server with a certificate of this authority "
                            "(PEM)");
  CLI::Option* certificate =
      AddFile(app, "--tls-cert", files.certificate, "Show the server this certificate (PEM)");
  CLI::Option* key = AddFile(app, "--tls-key", files.key, "The certificate's key (PEM)");
  certificate->needs(key)->needs(ca);
  key->needs(certificate);
  AddFile(app, "--token-file", files.token, "Send the token in this file with every call")
      ->needs(ca);
}

}  // namespace workbook::rpc
