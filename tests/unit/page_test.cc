#include "lessons/runner/page.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "absl/strings/str_split.h"

namespace workbook::runner {
namespace {

std::string Printed(const std::function<void(Page&)>& print, bool colours = false) {
  char* text = nullptr;
  size_t size = 0;
  std::FILE* out = open_memstream(&text, &size);
  Page page(out, colours);
  print(page);
  std::fclose(out);
  std::string printed(text, size);
  std::free(text);
  return printed;
}

TEST(PageTest, BreaksLinesBetweenWordsAt80Columns) {
  const std::string printed = Printed([](Page& page) {
    for (int i = 0; i < 30; ++i) {
      page.Say(std::string(static_cast<size_t>(60 + i), 'x') + " and some more words to break", 2);
      page.Label("actual:", std::string(static_cast<size_t>(50 + i), 'x') + " and more", 8, 10);
    }
  });
  for (const std::string& line : std::vector<std::string>(absl::StrSplit(printed, '\n'))) {
    EXPECT_LE(line.size(), 80U) << line;
  }
  EXPECT_EQ(Printed([](Page& page) { page.Say(std::string(75, 'x') + " abcd efgh"); }),
            std::string(75, 'x') + " abcd\nefgh\n");
}

TEST(PageTest, SetsParagraphsAnewAndLeavesCodeAlone) {
  EXPECT_EQ(Printed([](Page& page) {
              page.Prose("One\nparagraph.\n\nAnother:\n```\nint  x;\n```\nEnd.");
            }),
            "One paragraph.\n\nAnother:\n    int  x;\nEnd.\n");
}

TEST(PageTest, LetsNoTextSteerTheTerminal) {
  EXPECT_EQ(Printed([](Page& page) { page.Show("a\x1b[2J"); }), "a\\x1B[2J\n");
}

TEST(PageTest, HasColoursOnlyWhereTheyAreWanted) {
  const auto print = [](Page& page) { page.Mark(Page::Look::kGood, "pass", "It does"); };
  EXPECT_EQ(Printed(print), "  pass  It does\n");
  EXPECT_EQ(Printed(print, /*colours=*/true), "  \x1b[32mpass\x1b[0m  It does\n");
}

TEST(PageTest, ShowsNothingPassingWhereThereIsNoTerminal) {
  EXPECT_EQ(Printed([](Page& page) {
              page.Clear();
              page.Passing("[1/2]");
              page.Say("end");
            }),
            "end\n");
}

}  // namespace
}  // namespace workbook::runner
