#include "tests/support/certs.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>

#include "conformance/matchers.h"
#include "lessons/runner/certs.h"

namespace workbook::tests {
namespace {

using conformance::IsOk;

constexpr char kThisMachine[] = "DNS:localhost,IP:127.0.0.1,IP:::1";
constexpr long kDay = 24L * 60 * 60;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
File Open(const std::string& path, const char* mode) {
  return File(std::fopen(path.c_str(), mode), &std::fclose);
}

// Signs a certificate of the authority ca again, with yesterday as its last day. openssl's command
// line has refused to do that in one version or another.
void MakeItExpire(const std::string& path, const std::string& ca_key_path) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_X509(Open(path, "r").get(), nullptr, nullptr, nullptr), &X509_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_PrivateKey(Open(ca_key_path, "r").get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -10 * kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), -kDay);
  EXPECT_GT(X509_sign(certificate.get(), key.get(), EVP_sha256()), 0);
  EXPECT_EQ(PEM_write_X509(Open(path, "w").get(), certificate.get()), 1);
}

}  // namespace

const Certs& Certs::Get() {
  static const Certs certs;
  return certs;
}

Certs::Certs() {
  const std::string& folder = folder_.path();
  EXPECT_THAT(lessons::runner::MakeAuthority(folder, "ca"), IsOk());
  EXPECT_THAT(lessons::runner::MakeAuthority(folder, "other_ca"), IsOk());
  const auto issue = [&](const std::string& authority,
                         const lessons::runner::CertificateRequest& request) {
    EXPECT_THAT(lessons::runner::IssueCertificate(folder, authority, request), IsOk());
  };
  issue("ca", {"server", "localhost", kThisMachine});
  issue("ca", {"client", "ann", ""});
  issue("ca", {"elsewhere", "elsewhere.example", "DNS:elsewhere.example"});
  issue("ca", {"expired", "localhost", kThisMachine});
  MakeItExpire(folder_ / "expired.pem", folder_ / "ca.key");
  issue("other_ca", {"untrusted", "ann", kThisMachine});

  folder_.Write("ann.token", "anns-secret-0123456789\n");
  folder_.Write("admin.token", "admins-secret-0123456789\n");
  folder_.Write("expired.token", "expired-secret-0123456789\n");
  folder_.Write("forged.token", "forged-secret-0123456789\n");
  folder_.Write("tokens.txtpb", R"(
      tokens { secret: "anns-secret-0123456789" name: "ann" expiry: "2100-01-01T00:00:00Z" }
      tokens { secret: "admins-secret-0123456789" name: "root" expiry: "2100-01-01T00:00:00Z" admin: true }
      tokens { secret: "expired-secret-0123456789" name: "eve" expiry: "2020-01-01T00:00:00Z" })");
}

rpc::security::ServerSecurity Certs::Server(const std::string& name, bool tokens,
                                            bool ask_for_certificates) const {
  auto security = rpc::security::ReadServerSecurity(
      {*this / (name + ".pem"), *this / (name + ".key"),
       ask_for_certificates ? *this / "ca.pem" : "", tokens ? *this / "tokens.txtpb" : ""},
      {});
  EXPECT_THAT(security, IsOk());
  return security.ok() ? *std::move(security) : rpc::security::ServerSecurity();
}

std::shared_ptr<grpc::ChannelCredentials> Certs::Client(const std::string& ca,
                                                        const std::string& token,
                                                        const std::string& certificate) const {
  const auto path = [this](const std::string& name, const char* extension) {
    return name.empty() ? "" : *this / (name + extension);
  };
  auto credentials =
      rpc::security::ReadChannelCredentials({path(ca, ".pem"), path(certificate, ".pem"),
                                             path(certificate, ".key"), path(token, ".token")});
  EXPECT_THAT(credentials, IsOk());
  return credentials.ok() ? *std::move(credentials) : nullptr;
}

}  // namespace workbook::tests
