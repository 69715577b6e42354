#include "lessons/runner/progress.h"

#include <fcntl.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "lessons/runner/descriptor.h"

namespace workbook::runner {
namespace {

using google::protobuf::TextFormat;
using google::protobuf::util::MessageDifferencer;
using lessons::v1::LessonProgress;
using lessons::v1::Progress;

constexpr char kHeader[] =
    "# Your way through the lessons, as ./workbook keeps it. Yours to read and mend;\n"
    "# without it you start anew. See protos/workbook/lessons/v1/progress.proto.\n\n";

// Only the first: others follow from it.
class FirstProblem final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber /*column*/,
                const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat("line ", line + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// A name that is free: FILE.damaged-1, FILE.damaged-2 and so on.
std::filesystem::path Aside(const std::filesystem::path& file) {
  for (int i = 1;; ++i) {
    std::filesystem::path aside = absl::StrCat(file.string(), ".damaged-", i);
    std::error_code error;
    if (!std::filesystem::exists(aside, error)) return aside;
  }
}

}  // namespace

ProgressFile::ProgressFile(const std::filesystem::path& root, Say say)
    : path_(root / "progress.txtpb"), say_(std::move(say)) {}

void ProgressFile::SayOnce(const std::string& line) {
  if (!std::exchange(said_, true)) say_(line);
}

Progress ProgressFile::Read() { return ReadOrMoveAside(); }

Progress ProgressFile::ReadOrMoveAside() {
  std::ifstream file(path_);
  if (!file) return {};
  std::ostringstream text;
  text << file.rdbuf();
  if (file.bad() || std::filesystem::is_directory(path_)) return {};  // writing it will say why

  Progress progress;
  FirstProblem problem;
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&problem);
  if (parser.ParseFromString(text.str(), &progress)) return progress;
  const std::filesystem::path aside = Aside(path_);
  std::error_code error;
  std::filesystem::rename(path_, aside, error);
  SayOnce(absl::StrCat(
      path_.filename().string(), " cannot be read (", problem.text(), "); ",
      error ? "it stays as it is"
            : absl::StrCat("it is now ", aside.filename().string(), ", and a new one is begun"),
      "."));
  return {};
}

bool ProgressFile::Change(const std::function<void(Progress&)>& change) {
  // The folder and not the file is locked, for the file is replaced. Closing it unlocks.
  const Descriptor folder(open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.open()) flock(folder.get(), LOCK_EX);
  const Progress before = ReadOrMoveAside();
  Progress after = before;
  change(after);
  return MessageDifferencer::Equals(before, after) || Write(after);
}

bool ProgressFile::Write(const Progress& progress) {
  std::string text;
  TextFormat::PrintToString(progress, &text);
  // Whole, then moved into its place: a crash leaves one of the two.
  const std::string draft = absl::StrCat(path_.string(), ".draft");
  std::ofstream file(draft);
  file << kHeader << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path_, error);
  if (file && !error) return true;
  const std::string reason = error ? error.message() : std::strerror(errno);
  std::filesystem::remove(draft, error);
  SayOnce(absl::StrCat("Progress is not kept: ", path_.filename().string(), ": ", reason, "."));
  return false;
}

LessonProgress& ProgressOf(Progress& progress, const std::string& name) {
  auto& lessons = *progress.mutable_lessons();
  for (LessonProgress& lesson : lessons) {
    if (lesson.name() == name) return lesson;
  }
  lessons.Add()->set_name(name);
  std::stable_sort(lessons.begin(), lessons.end(),
                   [](const auto& a, const auto& b) { return a.name() < b.name(); });
  return ProgressOf(progress, name);
}

LessonProgress ProgressOf(const Progress& progress, const std::string& name) {
  for (const LessonProgress& lesson : progress.lessons()) {
    if (lesson.name() == name) return lesson;
  }
  return {};
}

std::string TimeStamp() {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone());
}

}  // namespace workbook::runner
