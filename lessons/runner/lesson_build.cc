#include "lessons/runner/lesson_build.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <fstream>
#include <mutex>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/process.h"
#include "base/text_file.h"
#include "base/unique_fd.h"
#include "lessons/runner/step_ticker.h"

namespace workbook::lessons::runner {
namespace {

using std::chrono::steady_clock;
using Lines = std::vector<std::string>;

constexpr size_t kLastLines = 5;      // shown of a failure that FirstError does not recognise
constexpr size_t kLongestText = 500;  // after which no more lines of CMake's message are added

// A first build of everything takes minutes on a small machine.
constexpr std::chrono::hours kBuildTimeout{2};

// FILE:LINE[:COLUMN]: TEXT, the format of gcc, clang and ld.
struct Diagnostic {
  std::string file;
  std::string line;
  std::string text;
};

bool IsNumber(absl::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

std::optional<Diagnostic> ReadDiagnostic(const std::string& line) {
  if (line.starts_with(" ")) return std::nullopt;
  // A colon may also be part of the path: the line's number is the first number between two.
  size_t end = line.find(':');
  size_t next = end;
  while (end != line.npos && (next = line.find(':', end + 1)) != line.npos) {
    if (IsNumber(absl::string_view(line).substr(end + 1, next - end - 1))) break;
    end = next;
  }
  if (end == 0 || end == line.npos || next == line.npos) return std::nullopt;
  absl::string_view text = absl::string_view(line).substr(next + 1);
  if (const size_t colon = text.find(':'); IsNumber(text.substr(0, colon))) {
    text.remove_prefix(std::min(colon, text.size() - 1) + 1);  // skip the column
  }
  if (!absl::StartsWith(text, " ")) return std::nullopt;
  return Diagnostic{line.substr(0, end), line.substr(end + 1, next - end - 1),
                    std::string(absl::StripLeadingAsciiWhitespace(text))};
}

bool IsError(const std::string& text) {
  return text.starts_with("error: ") || text.starts_with("fatal error: ");
}

bool IsBelow(const std::string& file, const std::filesystem::path& root) {
  return !file.starts_with("/") || file.starts_with(root.string() + "/");
}

std::string Place(const Diagnostic& diagnostic, const std::filesystem::path& root) {
  const std::filesystem::path file(diagnostic.file);
  const std::string shown = file.is_absolute() ? file.lexically_relative(root) : file;
  return absl::StrCat(shown, ":", diagnostic.line);
}

// gcc writes "   17 |   code", then "      |   ^~~~" below an error.
Lines ReadExcerpt(const Lines& output, size_t from) {
  Lines excerpt;
  for (size_t i = from; i < output.size() && i < from + 2; ++i) {
    const size_t bar = output[i].find(" | ");
    if (bar == std::string::npos ||
        output[i].find_first_not_of(" 0123456789") != output[i].find('|')) {
      break;
    }
    excerpt.push_back(output[i].substr(bar + 3));
  }
  // Drop the common indentation, so that more of the line fits.
  size_t indent = std::string::npos;
  for (const std::string& line : excerpt) indent = std::min(indent, line.find_first_not_of(' '));
  if (indent != std::string::npos) {
    for (std::string& line : excerpt) line.erase(0, indent);
  }
  return excerpt;
}

BuildError CompilerError(const Lines& output, size_t at, const std::filesystem::path& root) {
  const Diagnostic error = *ReadDiagnostic(output[at]);
  BuildError found{Place(error, root), error.text.substr(error.text.find(": ") + 2),
                   ReadExcerpt(output, at + 1)};
  // The build folder is not writable: gcc names the last line of the source all the same.
  if (found.message.starts_with("opening dependency file ")) return {"", found.message, {}};
  if (IsBelow(error.file, root)) return found;
  // The line that needed a template: gcc prints it before the error, clang after it, in notes.
  for (size_t i = 0; i < output.size(); ++i) {
    const std::optional<Diagnostic> diagnostic = ReadDiagnostic(output[i]);
    if (!diagnostic || !diagnostic->file.starts_with(root.string() + "/")) continue;
    if (i < at && !absl::StrContains(diagnostic->text, "required from")) continue;
    found.place = Place(*diagnostic, root);
    found.excerpt = ReadExcerpt(output, i + 1);
    break;
  }
  return found;
}

bool IsNoise(const Lines& output, size_t at) {
  const std::string& line = output[at];
  if (at > 0 && output[at - 1].starts_with("FAILED: ")) return true;  // the command
  return line.empty() || line.starts_with("[") || line.starts_with("FAILED: ") ||
         line.starts_with("ninja: Entering ") || line.starts_with("ninja: build stopped") ||
         line.starts_with("collect2: ") || line.starts_with("make: ") ||
         line.starts_with("make[") || line.starts_with("gmake");
}

constexpr char kCMakeError[] = "CMake Error";

// "CMake Error at CMakeLists.txt:3 (find_package):" and the indented text below it, to the end or
// to two empty lines; or "CMake Error: text" and what it goes on with.
BuildError CMakeError(const Lines& output, size_t at) {
  BuildError error;
  absl::string_view first = absl::string_view(output[at]).substr(sizeof(kCMakeError) - 1);
  if (absl::ConsumePrefix(&first, " at ")) {
    error.place = std::string(first.substr(0, first.find(" (")));
  } else if (absl::ConsumePrefix(&first, ": ")) {
    error.message = std::string(first);
  }
  for (size_t i = at + 1; i < output.size(); ++i) {
    const bool empty = output[i].empty();
    if (empty && (i + 1 == output.size() || output[i + 1].empty())) break;
    if (!empty && !output[i].starts_with("  ")) break;
    if (!empty && error.message.size() > kLongestText) {
      absl::StrAppend(&error.message, " ...");
      break;
    }
    absl::StrAppend(&error.message, error.message.empty() || empty ? "" : " ",
                    absl::StripAsciiWhitespace(output[i]));
  }
  return error;
}

// Waits while another command builds in this folder; the lock file has its step.
void WaitForOtherBuilds(const std::string& lock_file, const std::stop_token& stop,
                        const std::function<void(const std::string&)>& on_step) {
  const base::UniqueFd lock(open(lock_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  const auto start = steady_clock::now();
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock until_stopped(mutex);
  // Polled: a blocked flock() cannot be ended by the stop request.
  while (lock.open() && flock(lock.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    if (on_step) {
      const std::string step = base::ReadTextFile(lock_file).value_or("");
      on_step(DescribeStep("waiting for another build", step, start));
    }
    if (stopped.wait_for(until_stopped, stop, std::chrono::milliseconds(200),
                         [&stop] { return stop.stop_requested(); })) {
      return;
    }
  }
}

}  // namespace

std::string StepOf(const std::string& line) {
  const size_t slash = line.find('/');
  const size_t end = line.find(']');
  if (!line.starts_with("[") || end == line.npos) return "";
  if (line[end - 1] == '%') return std::string(absl::StripAsciiWhitespace(line.substr(1, end - 1)));
  if (slash > end) return "";
  return absl::StrCat(line.substr(1, slash - 1), " of ", line.substr(slash + 1, end - slash - 1));
}

std::string DescribeStep(absl::string_view what, absl::string_view step,
                         steady_clock::time_point start) {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - start).count();
  return absl::StrFormat("%s:%s%s %d:%02d", what, step.empty() ? "" : " ",
                         step.empty() ? "" : absl::StrCat(step, ","), seconds / 60, seconds % 60);
}

BuildError FirstError(const Lines& output, const std::filesystem::path& root) {
  for (size_t i = 0; i < output.size(); ++i) {
    const std::optional<Diagnostic> diagnostic = ReadDiagnostic(output[i]);
    if (diagnostic && IsError(diagnostic->text)) return CompilerError(output, i, root);
    if (output[i].starts_with(kCMakeError)) return CMakeError(output, i);
  }
  for (const std::string& line : output) {
    for (const char* link_error : {"undefined reference to ", "multiple definition of "}) {
      const size_t at = line.find(link_error);
      if (at != line.npos) return {"", line.substr(at), {}};
    }
    if (line.starts_with("ninja: error: ")) return {"", line.substr(14), {}};
  }
  Lines rest;
  for (size_t i = 0; i < output.size(); ++i) {
    if (!IsNoise(output, i)) rest.push_back(output[i]);
  }
  if (rest.size() > kLastLines) rest.erase(rest.begin(), rest.end() - kLastLines);
  return {"", absl::StrJoin(rest, "\n"), {}};
}

absl::StatusOr<BuildResult> BuildTarget(const Workspace& workspace, const std::string& target,
                                        const std::stop_token& stop,
                                        const std::function<void(const std::string&)>& on_step) {
  // Both streams in one list keep their order. No lock: the process's reading thread appends, and
  // WaitForExit returns after the last line.
  Lines output;
  const std::string lock = (workspace.build / ".lock").string();
  WaitForOtherBuilds(lock, stop, on_step);
  const auto start = steady_clock::now();
  StepTicker ticker("building", on_step);
  // Not `cmake --build`: on SIGTERM ninja ends its compilers, but CMake does not forward the
  // signal. LC_ALL: FirstError reads English messages. NINJA_STATUS: StepOf reads its default.
  const auto ninja = base::Process::Start(
      {.argv = {"flock", "--no-fork", lock, "env", "LC_ALL=C", "NINJA_STATUS=[%f/%t] ", "ninja",
                "-C", workspace.build.string(), target},
       .on_line = [&](base::Process::Stream /*stream*/, const std::string& line) {
         output.push_back(line);
         const std::string step = StepOf(line);
         if (step.empty()) return;
         std::ofstream(lock) << step;  // for those who wait
         ticker.Step(step);
       }});
  if (!ninja.ok()) return ninja.status();
  const std::stop_callback on_stop(stop, [&] { (*ninja)->Signal(SIGTERM); });
  const absl::StatusOr<base::Exit> exit = (*ninja)->WaitForExit(kBuildTimeout);
  if (stop.stop_requested()) return absl::CancelledError("interrupted");
  if (!exit.ok()) return exit.status();
  const std::chrono::duration<double> taken = steady_clock::now() - start;
  return BuildResult{exit->ok(), exit->ok() ? BuildError() : FirstError(output, workspace.root),
                     taken.count()};
}

}  // namespace workbook::lessons::runner
