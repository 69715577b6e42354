#include "lessons/runner/lessons.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/text_file.h"

namespace workbook::lessons::runner {
namespace {

// The README opens with "# A unary method"; without that heading the folder's name serves.
std::string TitleOf(const Lesson& lesson) {
  std::ifstream readme(lesson.Readme());
  std::string heading;
  std::getline(readme, heading);
  if (heading.starts_with("# ")) return heading.substr(2);
  return absl::StrReplaceAll(lesson.name, {{"_", " "}});
}

// "ko" of LANG=ko_KR.UTF-8; "C" of C.UTF-8.
std::string Language() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const absl::string_view value = absl::NullSafeStringView(std::getenv(name));
    if (!value.empty()) return std::string(value.substr(0, value.find_first_of("_.@")));
  }
  return "C";
}

// How the paragraph with the task begins, in each language that a README is written in.
constexpr const char* kTasks[] = {"**Your task.** ", "**할 일.** "};

bool BeginsTask(const std::string& line) {
  return std::ranges::any_of(kTasks, [&](const char* task) { return line.starts_with(task); });
}

// Keeps the text of links and of bold words.
std::string WithoutMarkup(const std::string& text) {
  std::string plain = text;
  for (size_t middle = plain.find("]("); middle != plain.npos; middle = plain.find("](", middle)) {
    const size_t open = plain.rfind('[', middle);
    const size_t close = plain.find(')', middle);
    if (open == plain.npos || close == plain.npos) break;
    plain.erase(middle, close + 1 - middle);
    plain.erase(open, 1);
    middle = open;
  }
  return absl::StrReplaceAll(plain, {{"**", ""}});
}

}  // namespace

std::filesystem::path Lesson::Readme() const {
  const std::filesystem::path translated = folder / absl::StrCat("README.", Language(), ".md");
  std::error_code error;
  return std::filesystem::exists(translated, error) ? translated : folder / "README.md";
}

std::string Lesson::Number() const { return absl::StrFormat("%02d", number); }

absl::StatusOr<std::vector<Lesson>> FindLessons(const std::filesystem::path& folder) {
  const std::string path = (folder / "order.txt").string();
  const absl::StatusOr<std::string> order = base::ReadTextFile(path);
  if (!order.ok()) return absl::UnavailableError(order.status().message());
  std::vector<Lesson> lessons;
  std::string part;
  int line_number = 0;
  for (const absl::string_view line : absl::StrSplit(*order, '\n')) {
    ++line_number;
    const std::vector<std::string> words = absl::StrSplit(line, ' ', absl::SkipWhitespace());
    if (words.empty() || words.front().starts_with('#')) continue;
    if (line.front() != ' ') {
      part = std::string(absl::StripAsciiWhitespace(line));
      continue;
    }
    const std::string& name = words.front();
    const auto wrong = [&](absl::string_view what) {
      return absl::InvalidArgumentError(absl::StrCat(path, ":", line_number, ": ", name, what));
    };
    std::error_code error;
    if (part.empty()) return wrong(" belongs to no part; a line that is not indented begins one");
    if (!std::filesystem::exists(folder / name / "check.cc", error)) {
      return wrong(absl::StrCat(" is not a lesson: there is no ", name, "/check.cc"));
    }
    if (std::ranges::count(lessons, name, &Lesson::name) > 0) return wrong(" is there twice");
    const int number = static_cast<int>(lessons.size()) + 1;
    Lesson lesson{number, name, "", part, folder / name, ""};
    lesson.title = TitleOf(lesson);
    for (absl::string_view word : words) {
      if (!absl::ConsumePrefix(&word, "builds-on=")) continue;
      if (std::ranges::count(lessons, word, &Lesson::name) == 0) {
        return wrong(absl::StrCat(" builds on ", word, ", which is not an earlier lesson"));
      }
      lesson.builds_on = std::string(word);
    }
    lessons.push_back(std::move(lesson));
  }
  if (lessons.empty()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ":", line_number, ": no lesson"));
  }
  return lessons;
}

absl::StatusOr<Lesson> FindLesson(const std::vector<Lesson>& lessons, const std::string& word) {
  int number = 0;
  const bool is_number = absl::SimpleAtoi(word, &number);
  for (const Lesson& lesson : lessons) {
    if (is_number ? lesson.number == number : lesson.name == word) return lesson;
  }
  return absl::NotFoundError(absl::StrCat("there is no lesson ", word, "; choose ",
                                          lessons.front().Number(), " to ",
                                          lessons.back().Number()));
}

absl::string_view WithoutNumber(absl::string_view name) {
  const bool has_number = name.size() > 3 && absl::ascii_isdigit(name[0]) &&
                          absl::ascii_isdigit(name[1]) && name[2] == '_';
  return has_number ? name.substr(3) : name;
}

std::vector<std::string> HintsOf(const Lesson& lesson) {
  std::ifstream file(lesson.folder / "hints.md");
  std::vector<std::string> hints;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## Hint")) {
      hints.emplace_back();
    } else if (!hints.empty()) {
      absl::StrAppend(&hints.back(), line, "\n");
    }
  }
  for (std::string& hint : hints) absl::StripAsciiWhitespace(&hint);
  return hints;
}

std::string TaskOf(const Lesson& lesson) {
  std::ifstream file(lesson.Readme());
  std::string task;
  for (std::string line; std::getline(file, line);) {
    if (BeginsTask(line) || (!task.empty() && !line.empty())) {
      absl::StrAppend(&task, task.empty() ? "" : " ", line);
    } else if (!task.empty()) {
      break;
    }
  }
  for (const char* begin : kTasks) {
    if (task.starts_with(begin)) task.erase(0, std::strlen(begin));
  }
  return WithoutMarkup(task);
}

std::string TaughtBy(const Lesson& lesson) {
  std::ifstream file(lesson.Starter());
  std::string taught;
  for (std::string line; std::getline(file, line) && line.starts_with("// ");) {
    absl::StrAppend(&taught, taught.empty() ? "" : " ", line.substr(3));
  }
  return taught;
}

int LineOf(const std::filesystem::path& path, absl::string_view text) {
  std::ifstream file(path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (absl::StrContains(line, text)) return number;
  }
  return 0;
}

}  // namespace workbook::lessons::runner
