#include "lessons/runner/new_lesson.h"

#include <algorithm>
#include <fstream>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/text_file.h"

namespace workbook::lessons::runner {
namespace {

namespace fs = std::filesystem;

constexpr char kNewOrder[] =
    "# The lessons, in order: a line that is not indented begins a part. Each indented line is a\n"
    "# lesson: its folder here, and the libraries that its programs link.\n\nNew lessons\n";

bool IsTopic(const std::string& topic) {
  return !topic.empty() && absl::ascii_islower(topic.front()) &&
         std::ranges::all_of(topic, [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
         });
}

// "Deadline propagation" for "deadline_propagation".
std::string TitleFor(const std::string& topic) {
  std::string title = absl::StrReplaceAll(topic, {{"_", " "}});
  title.front() = absl::ascii_toupper(title.front());
  return title;
}

absl::Status Write(const fs::path& path, const std::string& text) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(path);
  file << text;
  file.close();
  return file ? absl::OkStatus() : absl::UnavailableError("cannot write " + path.string());
}

absl::Status CopyTemplate(const fs::path& lesson_template, const fs::path& folder,
                          const std::string& topic) {
  std::error_code error;
  fs::recursive_directory_iterator files(lesson_template, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot read ", lesson_template.string(), ": ", error.message()));
  }
  for (const auto& file : files) {
    if (!file.is_regular_file()) continue;
    const absl::StatusOr<std::string> text = base::ReadTextFile(file.path().string());
    if (!text.ok()) return absl::UnavailableError(text.status().message());
    const absl::Status written =
        Write(folder / file.path().lexically_relative(lesson_template),
              absl::StrReplaceAll(*text, {{"TOPIC", topic}, {"TITLE", TitleFor(topic)}}));
    if (!written.ok()) return written;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status MakeLesson(const fs::path& lesson_template, const fs::path& lessons,
                        const std::string& topic) {
  if (!IsTopic(topic)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "'", topic, "' is no topic: small letters, digits and _, as in deadline_propagation"));
  }
  const fs::path folder = lessons / topic;
  std::error_code error;
  if (fs::exists(folder, error)) {
    return absl::AlreadyExistsError(absl::StrCat("there is already a ", folder.string()));
  }
  absl::Status status = CopyTemplate(lesson_template, folder, topic);
  if (status.ok()) {
    const std::string order = (lessons / "order.txt").string();
    const absl::StatusOr<std::string> text = base::ReadTextFile(order);
    status = text.ok() || absl::IsNotFound(text.status())
                 ? Write(order, absl::StrCat(text.ok() ? *text : kNewOrder, "  ", topic,
                                             " calculator_proto\n"))
                 : absl::UnavailableError(text.status().message());
  }
  if (!status.ok()) fs::remove_all(folder, error);
  return status;
}

}  // namespace workbook::lessons::runner
