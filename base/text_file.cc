#include "base/text_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace workbook::base {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

absl::Status SystemError(const std::string& path, int reason) {
  return absl::Status(absl::ErrnoToStatusCode(reason),
                      absl::StrCat(path, ": ", std::strerror(reason)));
}

}  // namespace

absl::StatusOr<std::string> ReadTextFile(const std::string& path, size_t max_bytes) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"),
                                                             &std::fclose);
  if (file == nullptr) return SystemError(path, errno);
  std::string text;
  char chunk[64 * 1024];
  while (const size_t count = std::fread(chunk, 1, sizeof(chunk), file.get())) {
    text.append(chunk, count);
    if (text.size() > max_bytes) {
      return absl::OutOfRangeError(
          absl::StrCat(path, ": larger than the limit of ", max_bytes >> 20, " MiB"));
    }
  }
  // A directory can be opened but not read.
  if (std::ferror(file.get()) != 0) return SystemError(path, errno);
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  return text;
}

}  // namespace workbook::base
