#include "lessons/runner/printer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace workbook::tests {
namespace {

using lessons::runner::Printer;

using ::testing::AllOf;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;

std::string Printed(const std::function<void(Printer&)>& print, bool colours = false) {
  char* text = nullptr;
  size_t size = 0;
  std::FILE* out = open_memstream(&text, &size);
  Printer printer(out, colours);
  print(printer);
  std::fclose(out);
  std::string printed(text, size);
  std::free(text);
  return printed;
}

TEST(PrinterTest, BreaksLinesBetweenWordsAt80Columns) {
  const std::string printed = Printed([](Printer& printer) {
    for (int i = 0; i < 30; ++i) {
      printer.Paragraph(
          std::string(static_cast<size_t>(60 + i), 'x') + " and some more words to break", 2);
      printer.Labelled("actual:", std::string(static_cast<size_t>(50 + i), 'x') + " and more", 8,
                       10);
    }
  });
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(printed, '\n'))) {
    EXPECT_LE(line.size(), 80U) << line;
  }
  EXPECT_EQ(
      Printed([](Printer& printer) { printer.Paragraph(std::string(75, 'x') + " abcd efgh"); }),
      std::string(75, 'x') + " abcd\nefgh\n");
}

TEST(PrinterTest, ShowsHowMuchIsDoneAsABar) {
  const auto bar = [](size_t done, size_t all) {
    return Printed([=](Printer& printer) { printer.Bar(done, all, "lessons solved"); });
  };
  EXPECT_EQ(bar(0, 30), "[------------------------------]  0 of 30 lessons solved\n");
  EXPECT_EQ(bar(17, 30), "[#################-------------]  17 of 30 lessons solved\n");
  EXPECT_EQ(bar(30, 30), "[##############################]  30 of 30 lessons solved\n");
}

// On a terminal of that many columns.
std::string PrintedAt(unsigned short columns, const std::function<void(Printer&)>& print) {
  const winsize size = {24, columns, 0, 0};
  int terminal = -1;
  int program_side = -1;
  EXPECT_EQ(openpty(&terminal, &program_side, nullptr, nullptr, &size), 0);
  std::FILE* out = fdopen(program_side, "w");
  Printer printer(out, /*colours=*/false);
  print(printer);
  std::fclose(out);
  std::string printed;
  char buffer[4096];
  for (ssize_t count = 0; (count = read(terminal, buffer, sizeof(buffer))) > 0;) {
    printed.append(buffer, static_cast<size_t>(count));
  }
  close(terminal);
  return absl::StrReplaceAll(printed, {{"\r\n", "\n"}});
}

TEST(PrinterTest, PutsATextBelowItsLabelWhereTheTerminalIsNarrow) {
  const auto print = [](Printer& printer) {
    printer.Labelled("./workbook solution NN", "shows an answer that passes.", 2, 24);
    printer.Labelled("expected:", "is equal to 30", 8, 10);
  };
  EXPECT_EQ(PrintedAt(80, print),
            "  ./workbook solution NN  shows an answer that passes.\n"
            "        expected: is equal to 30\n");
  EXPECT_EQ(PrintedAt(40, print),
            "  ./workbook solution NN\n      shows an answer that passes.\n"
            "        expected: is equal to 30\n");
}

TEST(PrinterTest, FitsTheTerminal) {
  const auto print = [](Printer& printer) {
    const std::string words = absl::StrJoin(std::vector<std::string>(40, "word"), " ");
    printer.Paragraph(words, 2);
    printer.Labelled("actual:", words, 8, 10);
    printer.Marked(Printer::Style::kGood, "pass", words);
  };
  const auto longest = [](const std::string& printed) {
    size_t columns = 0;
    for (const absl::string_view line : absl::StrSplit(printed, '\n')) {
      columns = std::max(columns, line.size());
    }
    return columns;
  };
  using Columns = std::pair<unsigned short, size_t>;  // of the terminal; that the lines may have
  for (const auto& [columns, limit] :
       {Columns{40, 40}, {79, 79}, {80, 80}, {120, 120}, {20, 40}, {300, 120}, {0, 80}}) {
    EXPECT_THAT(longest(PrintedAt(columns, print)), AllOf(Gt(limit - 5), Le(limit))) << columns;
  }
  EXPECT_THAT(PrintedAt(40, print), HasSubstr("\n  pass  word word word word word word\n"
                                              "        word "));
}

TEST(PrinterTest, CutsNoTextOnANarrowTerminalThatFitsAWideOne) {
  const auto print = [](Printer& printer) {
    const std::string words = absl::StrJoin(std::vector<std::string>(150, "word"), " ");
    printer.Paragraph(words, 2);
    printer.Labelled("actual:", words, 8, 10);
    printer.Marked(Printer::Style::kGood, "pass", words);
  };
  EXPECT_THAT(PrintedAt(80, print), Not(HasSubstr("...")));
  EXPECT_THAT(PrintedAt(40, print), Not(HasSubstr("...")));
  EXPECT_THAT(PrintedAt(40, [](Printer& printer) { printer.Paragraph(std::string(2000, 'x')); }),
              HasSubstr("..."));
}

TEST(PrinterTest, WritesNoEscapesToADumbTerminal) {
  const auto print = [](Printer& printer) {
    printer.Clear();
    printer.Status("[1/2]");
    printer.Paragraph("end");
  };
  setenv("TERM", "dumb", 1);
  EXPECT_EQ(PrintedAt(80, print), "end\n");
  setenv("TERM", "xterm", 1);
  EXPECT_THAT(PrintedAt(80, print), HasSubstr("[1/2]"));
}

TEST(PrinterTest, WrapsParagraphsAndLeavesCodeAlone) {
  EXPECT_EQ(Printed([](Printer& printer) {
              printer.Markdown("One\nparagraph.\n\nAnother:\n```\nint  x;\n```\nEnd.");
            }),
            "One paragraph.\n\nAnother:\n    int  x;\nEnd.\n");
}

TEST(PrinterTest, EscapesControlCharacters) {
  EXPECT_EQ(Printed([](Printer& printer) { printer.Verbatim("a\x1b[2J"); }), "a\\x1B[2J\n");
}

TEST(PrinterTest, UsesColoursOnlyIfAskedTo) {
  const auto print = [](Printer& printer) {
    printer.Marked(Printer::Style::kGood, "pass", "It does");
  };
  EXPECT_EQ(Printed(print), "  pass  It does\n");
  EXPECT_EQ(Printed(print, /*colours=*/true), "  \x1b[32mpass\x1b[0m  It does\n");
}

TEST(PrinterTest, ShowsNoStatusWithoutATerminal) {
  EXPECT_EQ(Printed([](Printer& printer) {
              printer.Clear();
              printer.Status("[1/2]");
              printer.Paragraph("end");
            }),
            "end\n");
}

}  // namespace
}  // namespace workbook::tests
