// Each behaviour has a unique name, fits the table, and names a page and heading that exist.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "conformance/runner/services.h"
#include "tests/e2e/programs.h"

namespace workbook::tests {
namespace {

// The anchor that links to a heading: "The three APIs" is the-three-apis.
std::string Anchor(const std::string& heading) {
  std::string anchor;
  for (const char c : absl::AsciiStrToLower(absl::StripAsciiWhitespace(heading))) {
    if (c == ' ' || c == '-') anchor += '-';
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_') anchor += c;
  }
  return anchor;
}

// "docs/x.md" for the page at `path`, and "docs/x.md#heading" for each of its headings.
std::set<std::string> LinksTo(const std::string& path) {
  std::set<std::string> links;
  std::ifstream page(path);
  if (page) links.insert(path);
  for (std::string line; std::getline(page, line);) {
    const size_t title = line.find_first_not_of('#');
    if (title != 0 && title != line.npos && line[title] == ' ') {
      links.insert(path + "#" + Anchor(line.substr(title)));
    }
  }
  return links;
}

TEST(BehavioursTest, HaveNamesSentencesAndLessons) {
  for (const conformance::runner::Service& service : conformance::runner::Services()) {
    const Outcome outcome = RunProgram({"judge", service.name, "--list"});
    ASSERT_EQ(outcome.exit, (base::Exit{0, 0})) << service.name;
    ASSERT_EQ(outcome.out.size() % 3, 0U);
    std::set<std::string> names;
    for (size_t i = 0; i < outcome.out.size(); i += 3) {
      const std::string& name = outcome.out[i];
      EXPECT_TRUE(names.insert(name.substr(name.rfind(' ') + 1)).second) << "twice: " << name;
      const std::string sentence(absl::StripAsciiWhitespace(outcome.out[i + 1]));
      EXPECT_LE(sentence.size(), 70U) << sentence;
      EXPECT_FALSE(sentence.empty()) << name;
      const std::string lesson(absl::StripAsciiWhitespace(outcome.out[i + 2]));
      EXPECT_EQ(LinksTo(lesson.substr(0, lesson.find('#'))).count(lesson), 1U)
          << name << ": " << lesson;
    }
  }
}

}  // namespace
}  // namespace workbook::tests
