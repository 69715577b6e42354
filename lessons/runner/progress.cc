#include "lessons/runner/progress.h"

#include <fcntl.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/text_file.h"
#include "base/text_format.h"
#include "base/unique_fd.h"
#include "lessons/runner/lessons.h"

namespace workbook::lessons::runner {
namespace {

using google::protobuf::TextFormat;
using google::protobuf::util::MessageDifferencer;
using lessons::v1::Graduation;
using lessons::v1::LessonProgress;
using lessons::v1::Progress;

constexpr char kHeader[] =
    "# Your progress through the lessons, written by ./workbook. You may edit this file; without\n"
    "# it you start from the beginning. Format: protos/workbook/lessons/v1/progress.proto.\n\n";

// The first free name of FILE.damaged-1, FILE.damaged-2 and so on.
std::filesystem::path FreeNameFor(const std::filesystem::path& file) {
  for (int i = 1;; ++i) {
    std::filesystem::path name = absl::StrCat(file.string(), ".damaged-", i);
    std::error_code error;
    if (!std::filesystem::exists(name, error)) return name;
  }
}

}  // namespace

ProgressFile::ProgressFile(const std::filesystem::path& root, Warn warn)
    : path_(root / "progress.txtpb"), warn_(std::move(warn)) {}

void ProgressFile::WarnOnce(const std::string& line) {
  if (!std::exchange(warned_, true)) warn_(line);
}

Progress ProgressFile::Read() { return ReadOrMoveAside().value_or(Progress()); }

std::optional<Progress> ProgressFile::ReadOrMoveAside() {
  const absl::StatusOr<std::string> text = base::ReadTextFile(path_.string());
  const std::string name = path_.filename().string();
  Progress progress;
  if (absl::IsNotFound(text.status())) return progress;
  if (!text.ok()) {
    WarnOnce(absl::StrCat("Progress is neither read nor saved: ", text.status().message(), "."));
    return std::nullopt;
  }
  const auto parse_error = base::ParseTextFormat(*text, progress);
  if (!parse_error) {
    for (LessonProgress& lesson : *progress.mutable_lessons()) {
      lesson.set_name(std::string(WithoutNumber(lesson.name())));
    }
    return progress;
  }
  const std::filesystem::path aside = FreeNameFor(path_);
  std::error_code error;
  std::filesystem::rename(path_, aside, error);
  WarnOnce(absl::StrCat(
      name, " cannot be read (line ", parse_error->line, ": ", parse_error->message, "); ",
      error ? absl::StrCat("cannot rename it: ", error.message())
            : absl::StrCat("renamed it to ", aside.filename().string(), " and started a new file"),
      "."));
  if (error) return std::nullopt;
  return Progress();
}

bool ProgressFile::Change(const std::function<void(Progress&)>& change) {
  // Lock the folder, because Write replaces the file. Closing the descriptor unlocks.
  const base::UniqueFd folder(
      open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.open()) flock(folder.get(), LOCK_EX);
  const std::optional<Progress> before = ReadOrMoveAside();
  Progress after = before.value_or(Progress());
  change(after);  // also for callers that only look at the entry
  return before && (MessageDifferencer::Equals(*before, after) || Write(after));
}

bool ProgressFile::Write(const Progress& progress) {
  std::string text;
  static_cast<void>(TextFormat::PrintToString(progress, &text));  // a string takes all of it
  // Write a draft, then rename it: a crash leaves the old file or the new one.
  const std::string draft = absl::StrCat(path_.string(), ".draft");
  std::ofstream file(draft);
  file << kHeader << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path_, error);
  if (file && !error) return true;
  const std::string reason = error ? error.message() : std::strerror(errno);
  std::filesystem::remove(draft, error);
  WarnOnce(absl::StrCat("Progress is not saved: ", path_.filename().string(), ": ", reason, "."));
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

void KeepBest(Progress& progress, const Graduation& run) {
  auto& all = *progress.mutable_graduation();
  auto best =
      std::ranges::find_if(all, [&](const auto& o) { return o.service() == run.service(); });
  if (best == all.end()) {
    *all.Add() = run;
  } else if (std::pair(run.steps(), run.behaviours_passed()) >
             std::pair(best->steps(), best->behaviours_passed())) {
    *best = run;
  }
}

std::string TimeStamp() {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone());
}

}  // namespace workbook::lessons::runner
