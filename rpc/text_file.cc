#include "rpc/text_file.h"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace workbook::rpc {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 20;

absl::Status SystemError(const std::string& path, int reason) {
  return absl::Status(absl::ErrnoToStatusCode(reason),
                      absl::StrCat(path, ": ", std::strerror(reason)));
}

}  // namespace

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"),
                                                             &std::fclose);
  if (file == nullptr) return SystemError(path, errno);
  std::string text;
  char chunk[4096];
  while (const size_t count = std::fread(chunk, 1, sizeof(chunk), file.get())) {
    text.append(chunk, count);
    if (text.size() > kMaxBytes) {
      return absl::OutOfRangeError(absl::StrCat(path, ": larger than 1 MiB"));
    }
  }
  // As of a directory, which can be opened but not read.
  if (std::ferror(file.get()) != 0) return SystemError(path, errno);
  return text;
}

}  // namespace workbook::rpc
