#include "rpc/security/pem.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/text_file.h"

namespace workbook::rpc::security {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Bio Open(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free);
}

// Without one, OpenSSL asks for the passphrase on the terminal.
int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*nothing*/) { return -1; }

Certificate FirstCertificate(const std::string& text) {
  return Certificate(PEM_read_bio_X509(Open(text).get(), nullptr, &NoPassphrase, nullptr),
                     &X509_free);
}

Key PrivateKey(const std::string& text) {
  return Key(PEM_read_bio_PrivateKey(Open(text).get(), nullptr, &NoPassphrase, nullptr),
             &EVP_PKEY_free);
}

// OpenSSL keeps errors in a queue for each thread: an error left there would be reported as the
// reason of a later failure, for example in gRPC.
template <typename Result>
absl::StatusOr<Result> AndClearErrors(absl::StatusOr<Result> result) {
  ERR_clear_error();
  return result;
}

absl::Status NotIn(const std::string& path, const char* what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": no ", what, " in PEM format"));
}

absl::StatusOr<KeyPair> ReadMatchingPair(const std::string& certificate_path,
                                         const std::string& key_path) {
  const absl::StatusOr<std::string> certificate_text = base::ReadTextFile(certificate_path);
  if (!certificate_text.ok()) return certificate_text.status();
  const absl::StatusOr<std::string> key_text = base::ReadTextFile(key_path);
  if (!key_text.ok()) return key_text.status();

  const Certificate certificate = FirstCertificate(*certificate_text);
  if (certificate == nullptr) return NotIn(certificate_path, "certificate");
  const Key key = PrivateKey(*key_text);
  if (key == nullptr) return NotIn(key_path, "private key without a passphrase");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return absl::InvalidArgumentError(
        absl::StrCat(key_path, ": not the key of the certificate in ", certificate_path));
  }
  return KeyPair{*certificate_text, *key_text};
}

absl::StatusOr<std::string> Authorities(const std::string& path) {
  absl::StatusOr<std::string> text = base::ReadTextFile(path);
  if (text.ok() && FirstCertificate(*text) == nullptr) return NotIn(path, "certificate");
  return text;
}

}  // namespace

absl::StatusOr<KeyPair> ReadKeyPair(const std::string& certificate_path,
                                    const std::string& key_path) {
  return AndClearErrors(ReadMatchingPair(certificate_path, key_path));
}

absl::StatusOr<std::string> ReadAuthorities(const std::string& path) {
  return AndClearErrors(Authorities(path));
}

}  // namespace workbook::rpc::security
