// Each behaviour can be told apart, fits the table, and names a page and a heading that are there.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "judge/services.h"
#include "pairs/programs.h"

namespace workbook::testing {
namespace {

// A heading as a link to it is written: "The three APIs" is the-three-apis.
std::string Anchor(const std::string& heading) {
  std::string anchor;
  for (const char c : absl::AsciiStrToLower(absl::StripAsciiWhitespace(heading))) {
    if (c == ' ' || c == '-') anchor += '-';
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_') anchor += c;
  }
  return anchor;
}

// "docs/x.md#heading" of all headings of the page at `path`, and "docs/x.md" itself.
std::set<std::string> PlacesOn(const std::string& path) {
  std::set<std::string> places;
  std::ifstream page(path);
  if (page) places.insert(path);
  for (std::string line; std::getline(page, line);) {
    const size_t title = line.find_first_not_of('#');
    if (title != 0 && title != line.npos && line[title] == ' ') {
      places.insert(path + "#" + Anchor(line.substr(title)));
    }
  }
  return places;
}

TEST(BehavioursTest, HaveNamesSentencesAndLessons) {
  for (const judge::Service& service : judge::Services()) {
    const Outcome outcome = RunProgram({"judge", service.name, "--list"});
    ASSERT_EQ(outcome.exit, (runner::Exit{0, 0})) << service.name;
    ASSERT_EQ(outcome.out.size() % 3, 0U);
    std::set<std::string> names;
    for (size_t i = 0; i < outcome.out.size(); i += 3) {
      const std::string& name = outcome.out[i];
      EXPECT_TRUE(names.insert(name.substr(name.rfind(' ') + 1)).second) << "twice: " << name;
      const std::string sentence(absl::StripAsciiWhitespace(outcome.out[i + 1]));
      EXPECT_LE(sentence.size(), 70U) << sentence;
      EXPECT_FALSE(sentence.empty()) << name;
      const std::string lesson(absl::StripAsciiWhitespace(outcome.out[i + 2]));
      EXPECT_EQ(PlacesOn(lesson.substr(0, lesson.find('#'))).count(lesson), 1U)
          << name << ": " << lesson;
    }
  }
}

}  // namespace
}  // namespace workbook::testing
