#include "lessons/runner/lessons.h"

#include <algorithm>
#include <fstream>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

namespace workbook::runner {
namespace {

// 0 when it is no lesson's: NN_topic.
int NumberOf(const std::string& folder) {
  const bool is_lesson = folder.size() > 3 && absl::ascii_isdigit(folder[0]) &&
                         absl::ascii_isdigit(folder[1]) && folder[2] == '_';
  return is_lesson ? std::stoi(folder.substr(0, 2)) : 0;
}

// Of a README that opens with "# 01: a unary method"; else what the folder's name says.
std::string TitleOf(const std::filesystem::path& folder) {
  std::ifstream readme(folder / "README.md");
  std::string heading;
  std::getline(readme, heading);
  const size_t colon = heading.find(": ");
  if (heading.starts_with("# ") && colon != heading.npos) return heading.substr(colon + 2);
  return absl::StrReplaceAll(folder.filename().string().substr(3), {{"_", " "}});
}

// Of a link its text, of bold letters the letters.
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

std::string Lesson::Number() const { return absl::StrFormat("%02d", number); }

const std::vector<Part>& Parts() {
  static const auto* parts = new std::vector<Part>{
      {"First calls", 8}, {"An order desk", 16}, {"Streams", 23}, {"A chat", 30}};
  return *parts;
}

size_t PartOf(int number) {
  size_t part = 0;
  while (part + 1 < Parts().size() && number > Parts()[part].last) ++part;
  return part;
}

absl::StatusOr<std::vector<Lesson>> FindLessons(const std::filesystem::path& root) {
  std::vector<Lesson> lessons;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(root / "lessons", error)) {
    const std::string name = entry.path().filename().string();
    // A lesson has a check: its exercise may be missing, and `reset` brings that back.
    if (NumberOf(name) == 0 || !std::filesystem::exists(entry.path() / "check.cc", error)) continue;
    lessons.push_back({NumberOf(name), name, TitleOf(entry.path()), entry.path()});
  }
  if (lessons.empty()) {
    return absl::NotFoundError(absl::StrCat("no lessons in ", (root / "lessons").string()));
  }
  std::sort(lessons.begin(), lessons.end(),
            [](const Lesson& a, const Lesson& b) { return a.name < b.name; });
  return lessons;
}

absl::StatusOr<Lesson> FindLesson(const std::vector<Lesson>& lessons, const std::string& word) {
  int number = 0;
  const bool is_number = absl::SimpleAtoi(word, &number);
  for (const Lesson& lesson : lessons) {
    if (is_number ? lesson.number == number : lesson.name == word) return lesson;
  }
  return absl::NotFoundError(absl::StrCat("there is no lesson ", word, "; there are ",
                                          lessons.front().Number(), " to ",
                                          lessons.back().Number()));
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
  std::ifstream file(lesson.folder / "README.md");
  std::string task;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("**Your task.**") || (!task.empty() && !line.empty())) {
      absl::StrAppend(&task, task.empty() ? "" : " ", line);
    } else if (!task.empty()) {
      break;
    }
  }
  return WithoutMarkup(absl::StrReplaceAll(task, {{"**Your task.** ", ""}}));
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

}  // namespace workbook::runner
