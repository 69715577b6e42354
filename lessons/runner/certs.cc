#include "lessons/runner/certs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <tuple>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/process.h"
#include "base/text.h"
#include "base/unique_fd.h"

namespace workbook::lessons::runner {
namespace {

using Argv = std::vector<std::string>;

constexpr int kDays = 30;
constexpr std::chrono::seconds kOpenSslTimeout{60};

// Runs openssl and returns its stdout.
absl::StatusOr<std::string> OpenSsl(Argv arguments) {
  arguments.insert(arguments.begin(), "openssl");
  const auto process = base::Process::Start({arguments});
  if (!process.ok()) return process.status();
  const absl::StatusOr<base::Exit> exit = (*process)->WaitForExit(kOpenSslTimeout);
  if (!exit.ok()) return exit.status();
  if (!exit->ok()) {
    return absl::AbortedError(
        absl::StrCat(absl::StrJoin(arguments, " "), ": ", exit->ToString(), ": ",
                     absl::StrJoin((*process)->lines(base::Process::Stream::kStderr), "; ")));
  }
  return absl::StrJoin((*process)->lines(base::Process::Stream::kStdout), "\n");
}

// Makes a key and its certificate. openssl creates a key file with mode 0600 but keeps the mode of
// an existing one; hence the unlink.
absl::Status NewCertificate(const std::string& stem, const std::string& common_name, Argv more) {
  const std::string key = absl::StrCat(stem, ".key");
  unlink(key.c_str());
  Argv arguments = {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    // No passphrase: the certificate is short-lived and for tests.
                    "-nodes", "-days", absl::StrCat(kDays), "-subj",
                    absl::StrCat("/CN=", common_name), "-keyout", key, "-out",
                    absl::StrCat(stem, ".pem")};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return OpenSsl(std::move(arguments)).status();
}

absl::Status WriteSecretFile(const std::string& path, const std::string& text) {
  unlink(path.c_str());
  const base::UniqueFd file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.open() || write(file.get(), text.data(), text.size()) != ssize_t(text.size())) {
    return absl::ErrnoToStatus(errno, path);
  }
  return absl::OkStatus();
}

absl::Status MakeTokens(const std::string& folder, const std::string& user) {
  const std::string expiry = absl::FormatTime(
      absl::RFC3339_sec, absl::Now() + absl::Hours(24 * kDays), absl::UTCTimeZone());
  std::string file = "# The accepted tokens and their expiry. Format: protos/token_file.proto.\n";
  for (const auto& [stem, name, admin] :
       {std::tuple("client", user, false), std::tuple("admin", std::string("admin"), true)}) {
    const absl::StatusOr<std::string> secret = OpenSsl({"rand", "-hex", "32"});
    if (!secret.ok()) return secret.status();
    absl::Status status =
        WriteSecretFile(absl::StrCat(folder, "/", stem, ".token"), absl::StrCat(*secret, "\n"));
    if (!status.ok()) return status;
    absl::StrAppend(&file, "tokens {\n  secret: \"", *secret, "\"\n  name: \"", name,
                    "\"\n  expiry: \"", expiry, "\"\n", admin ? "  admin: true\n" : "", "}\n");
  }
  return WriteSecretFile(folder + "/tokens.txtpb", file);
}

absl::Status MakeFolder(const std::string& folder, bool overwrite) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat(folder, ": ", error.message()));
  for (const std::string& file : CertFiles()) {
    const std::string path = absl::StrCat(folder, "/", file);
    if (!overwrite && std::filesystem::exists(path, error)) {
      return absl::AlreadyExistsError(absl::StrCat(path, " exists already; --force overwrites it"));
    }
  }
  return absl::OkStatus();
}

bool IsPlainName(const std::string& name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return absl::ascii_isalnum(c) || absl::string_view("-._").find(c) != absl::string_view::npos;
  });
}

}  // namespace

absl::Status MakeAuthority(const std::string& folder, const std::string& name) {
  return NewCertificate(absl::StrCat(folder, "/", name), absl::StrCat("throw-away ", name),
                        {"-addext", "keyUsage=critical,keyCertSign"});
}

absl::Status IssueCertificate(const std::string& folder, const std::string& authority,
                              const CertificateRequest& request) {
  Argv more = {"-CA",     absl::StrCat(folder, "/", authority, ".pem"),
               "-CAkey",  absl::StrCat(folder, "/", authority, ".key"),
               "-addext", "basicConstraints=critical,CA:FALSE"};
  if (!request.alternative_names.empty()) {
    more.insert(more.end(),
                {"-addext", absl::StrCat("subjectAltName=", request.alternative_names)});
  }
  return NewCertificate(absl::StrCat(folder, "/", request.file), request.common_name,
                        std::move(more));
}

std::vector<std::string> CertFiles() {
  return {"ca.pem",     "ca.key",       "server.pem",  "server.key",  "client.pem",
          "client.key", "client.token", "admin.token", "tokens.txtpb"};
}

absl::Status MakeCerts(const std::string& folder, const std::string& user, bool overwrite) {
  if (!IsPlainName(user)) {
    return absl::InvalidArgumentError(
        absl::StrCat("invalid name '", base::Printable(user),
                     "': use 1 to 64 letters, digits, '-', '.' and '_'"));
  }
  absl::Status status = MakeFolder(folder, overwrite);
  if (status.ok()) status = MakeAuthority(folder, "ca");
  if (status.ok()) {
    status = IssueCertificate(folder, "ca",
                              {"server", "localhost", "DNS:localhost,IP:127.0.0.1,IP:::1"});
  }
  if (status.ok()) status = IssueCertificate(folder, "ca", {"client", user, ""});
  if (status.ok()) status = MakeTokens(folder, user);
  return status;
}

}  // namespace workbook::lessons::runner
