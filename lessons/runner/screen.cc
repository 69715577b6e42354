#include "lessons/runner/screen.h"

#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "rpc/text.h"

namespace workbook::runner {
namespace {

constexpr absl::string_view kBold = "\x1b[1m";
constexpr absl::string_view kPlain = "\x1b[0m";
constexpr int kNameWidth = 6;  // "server", "client"

bool IsSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

// The same name has the same colour, whatever else is on the stage: green, yellow, blue, magenta
// or cyan.
std::string Colour(absl::string_view name) {
  unsigned sum = 0;
  for (const char letter : name) sum += static_cast<unsigned char>(letter);
  return absl::StrCat("\x1b[", 32 + sum % 5, "m");
}

}  // namespace

bool ColoursOnStdout() {
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal != nullptr && absl::string_view(terminal) == "dumb";
  return isatty(STDOUT_FILENO) == 1 && !dumb && !IsSet("NO_COLOR");
}

Screen Screen::Stdout() { return Screen(stdout, ColoursOnStdout()); }

void Screen::Say(absl::string_view line) {
  Print(colours_ ? absl::StrCat(kBold, line, kPlain) : std::string(line));
}

void Screen::Show(absl::string_view name, Process::Stream stream, absl::string_view line) {
  const std::string label =
      absl::StrFormat("%-*s %c ", kNameWidth, name, stream == Process::Stream::kStdout ? '|' : '!');
  const std::string text = rpc::Printable(line);
  Print(colours_ ? absl::StrCat(Colour(name), label, kPlain, text) : absl::StrCat(label, text));
}

void Screen::Print(const std::string& line) {
  const std::lock_guard lock(mutex_);
  std::fprintf(out_, "%s\n", line.c_str());
  std::fflush(out_);
}

}  // namespace workbook::runner
