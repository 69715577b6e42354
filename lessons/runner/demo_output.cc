#include "lessons/runner/demo_output.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/standard_output.h"
#include "base/terminal.h"
#include "base/text.h"

namespace workbook::lessons::runner {
namespace {

constexpr absl::string_view kBold = "\x1b[1m";
constexpr absl::string_view kPlain = "\x1b[0m";
constexpr int kNameWidth = 6;  // "server", "client"

// Depends on the name alone, so that a program keeps its colour: green, yellow, blue, magenta or
// cyan.
std::string Colour(absl::string_view name) {
  unsigned sum = 0;
  for (const char letter : name) sum += static_cast<unsigned char>(letter);
  return absl::StrCat("\x1b[", 32 + sum % 5, "m");
}

}  // namespace

DemoOutput DemoOutput::Stdout() { return DemoOutput(stdout, base::StdoutShowsColors()); }

void DemoOutput::RunnerLine(absl::string_view line) {
  Write(colours_ ? absl::StrCat(kBold, line, kPlain) : std::string(line));
}

void DemoOutput::ProgramLine(absl::string_view name, base::Process::Stream stream,
                             absl::string_view line) {
  const std::string label = absl::StrFormat("%-*s %c ", kNameWidth, name,
                                            stream == base::Process::Stream::kStdout ? '|' : '!');
  const std::string text = base::Printable(line);
  Write(colours_ ? absl::StrCat(Colour(name), label, kPlain, text) : absl::StrCat(label, text));
}

void DemoOutput::Write(const std::string& line) {
  const base::MutexLock lock(mutex_);
  std::fprintf(out_, "%s\n", line.c_str());
  base::Flush(out_);
}

}  // namespace workbook::lessons::runner
