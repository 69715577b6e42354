// What every lesson must have besides a working check.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/wrap.h"
#include "conformance/runner/worker_supervisor.h"
#include "lessons/runner/known_mistakes.h"
#include "lessons/runner/lessons.h"
#include "tests/e2e/programs.h"

namespace workbook::tests {
namespace {

using lessons::runner::Lesson;
using lessons::runner::LineOf;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Each;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::Lt;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAreArray;

// All lessons, or what `workbook lesson prove` asks for: those of the folder $WORKBOOK_LESSONS with
// the name $WORKBOOK_LESSON.
std::vector<Lesson> Lessons() {
  setenv("LC_ALL", "C", 1);  // the English READMEs
  const char* folder = std::getenv("WORKBOOK_LESSONS");
  const char* name = std::getenv("WORKBOOK_LESSON");
  const auto lessons =
      lessons::runner::FindLessons(folder == nullptr ? WORKBOOK_ROOT "/lessons" : folder);
  EXPECT_TRUE(lessons.ok()) << lessons.status();
  std::vector<Lesson> chosen = lessons.value_or(std::vector<Lesson>());
  if (name != nullptr) std::erase_if(chosen, [&](const Lesson& one) { return one.name != name; });
  EXPECT_THAT(chosen, Not(IsEmpty()));
  return chosen;
}

std::string Read(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

// As the solution's program lists them; `all` builds it.
std::vector<judge::v1::Verdict> BehavioursOf(const Lesson& lesson) {
  const auto behaviours = conformance::runner::ListBehaviours(
      ProgramPath(absl::StrCat("lessons/", lesson.name, "/solution")));
  EXPECT_TRUE(behaviours.ok()) << lesson.name << ": " << behaviours.status();
  return behaviours.value_or(std::vector<judge::v1::Verdict>());
}

TEST(EveryLesson, HasAReadmeWithATitleAndEverySection) {
  for (const Lesson& lesson : Lessons()) {
    EXPECT_THAT(Read(lesson.folder / "README.md"), StartsWith(absl::StrCat("# ", lesson.title)));
    EXPECT_THAT(TaskOf(lesson), Not(IsEmpty())) << lesson.name;
    for (const char* section : {"**What it is.**", "**Why it matters.**", "**A worked example.**",
                                "**The calls.**", "**The check**", "**More.**"}) {
      EXPECT_THAT(Read(lesson.folder / "README.md"), HasSubstr(absl::StrCat("\n", section)))
          << lesson.name;
    }
  }
}

TEST(EveryLesson, HasAReadmeWithoutBrokenLinks) {
  const std::regex link(R"(\]\(([^)#]*)(#[^)]*)?\))");
  const std::regex code("\n```[^`]*```\n");
  for (const Lesson& lesson : Lessons()) {
    // In C++ a lambda looks like a link.
    const std::string readme = std::regex_replace(Read(lesson.folder / "README.md"), code, "");
    for (std::sregex_iterator i(readme.begin(), readme.end(), link), end; i != end; ++i) {
      const std::string target = (*i)[1];
      if (absl::StrContains(target, "://")) continue;
      EXPECT_TRUE(std::filesystem::exists(lesson.folder / target)) << lesson.name << ": " << target;
    }
  }
}

// What a README keeps in every language.
struct Structure {
  int headings = 0;
  int rows = 0;                       // of tables
  std::vector<std::string> openings;  // the bold words that begin a paragraph: "**Your task.**"
  std::vector<std::string> code;      // the lines of its blocks, with the fences
  std::vector<std::string> links;     // README.ko.md counts as README.md
};

Structure StructureOf(const std::string& readme) {
  Structure structure;
  std::istringstream text(readme);
  bool in_code = false;
  for (std::string line; std::getline(text, line);) {
    const bool is_fence = line.starts_with("```");
    if (is_fence || in_code) {
      structure.code.push_back(line);
      if (is_fence) in_code = !in_code;
    } else if (line.starts_with("#")) {
      ++structure.headings;
    } else if (line.starts_with("|")) {
      ++structure.rows;
    } else if (line.starts_with("**")) {
      structure.openings.push_back(line.substr(0, line.find("**", 2) + 2));
    }
  }
  const std::regex link(R"(\]\(([^)]*)\))");
  const std::regex translated(R"(README\.\w+\.md)");
  for (std::sregex_iterator i(readme.begin(), readme.end(), link), end; i != end; ++i) {
    structure.links.push_back(std::regex_replace((*i)[1].str(), translated, "README.md"));
  }
  return structure;
}

TEST(EveryLesson, HasTranslationsOfItsReadmeWithTheSameStructure) {
  // {"ko", "**Your task.**"}: "**할 일.**", in every lesson.
  std::map<std::pair<std::string, std::string>, std::string> openings;
  for (const Lesson& lesson : Lessons()) {
    const Structure original = StructureOf(Read(lesson.folder / "README.md"));
    for (const auto& file : std::filesystem::directory_iterator(lesson.folder)) {
      const std::filesystem::path stem = file.path().stem();  // "README.ko"
      if (file.path().extension() != ".md" || stem.stem() != "README" || !stem.has_extension()) {
        continue;
      }
      SCOPED_TRACE(file.path().string());
      const Structure translation = StructureOf(Read(file.path()));
      EXPECT_EQ(translation.headings, original.headings);
      EXPECT_EQ(translation.rows, original.rows);
      EXPECT_EQ(translation.code, original.code);
      EXPECT_THAT(translation.links, UnorderedElementsAreArray(original.links));
      ASSERT_THAT(translation.openings, SizeIs(original.openings.size()));
      const std::string language = stem.extension().string().substr(1);
      for (size_t i = 0; i < original.openings.size(); ++i) {
        const std::string& opening = translation.openings[i];
        EXPECT_EQ(openings.try_emplace({language, original.openings[i]}, opening).first->second,
                  opening);
      }
      // Its reader goes on in the same language where that is possible.
      const std::string text = Read(file.path());
      const std::regex untranslated(R"(\]\(([^):]*)README\.md)");
      for (std::sregex_iterator i(text.begin(), text.end(), untranslated), end; i != end; ++i) {
        const std::filesystem::path linked = lesson.folder / (*i)[1].str();
        EXPECT_FALSE(std::filesystem::exists(linked / file.path().filename())) << (*i)[0];
      }
      setenv("LC_ALL", language.c_str(), 1);
      EXPECT_EQ(lesson.Readme(), file.path());
      EXPECT_THAT(TaskOf(lesson), Not(IsEmpty()));
      setenv("LC_ALL", "C", 1);
    }
  }
}

TEST(EveryLesson, HasTwoHintsOrMore) {
  for (const Lesson& lesson : Lessons()) {
    const std::vector<std::string> hints = HintsOf(lesson);
    EXPECT_THAT(hints, SizeIs(AllOf(Ge(2U), Le(4U)))) << lesson.name;
    for (const std::string& hint : hints) EXPECT_THAT(hint, Not(IsEmpty())) << lesson.name;
  }
}

// `check` prints a paragraph of a hint and the text of a mistake in up to 12 lines each, and cuts a
// line of code at 80 columns.
TEST(EveryLesson, HasHintsAndMistakesThatFitATerminal) {
  for (const Lesson& lesson : Lessons()) {
    for (const std::string& hint : HintsOf(lesson)) {
      bool is_code = false;
      std::string paragraph = "Hint 1:";
      for (const std::string& line :
           std::vector<std::string>(absl::StrSplit(hint + "\n\n", '\n'))) {
        if (line.starts_with("```")) {
          is_code = !is_code;
        } else if (is_code) {
          EXPECT_THAT(line, SizeIs(Le(74U))) << lesson.name;
        } else if (line.empty()) {
          EXPECT_THAT(base::Wrap(paragraph, 76, 13), SizeIs(Le(12U))) << lesson.name;
          paragraph.clear();
        } else {
          absl::StrAppend(&paragraph, " ", line);
        }
      }
      EXPECT_FALSE(is_code) << lesson.name;
    }
    for (const auto& file : std::filesystem::directory_iterator(lesson.folder / "mistakes")) {
      const auto explanation = lessons::runner::Explain(lesson, file.path().stem().string());
      ASSERT_TRUE(explanation.ok()) << explanation.status();
      EXPECT_THAT(base::Wrap(explanation->text, 76, 13), SizeIs(Le(12U))) << file.path();
    }
  }
}

TEST(EveryLesson, HasASolutionWithoutATodo) {
  for (const Lesson& lesson : Lessons()) {
    EXPECT_THAT(Read(lesson.folder / "solution.cc"), AllOf(Not(IsEmpty()), Not(HasSubstr("TODO"))));
  }
}

// An answer and a mistake is a patch: a text that explains it to the learner, a blank line, and a
// diff of solution.cc that `patch` and `git apply` take. The build applies it.
void ExpectPatches(const Lesson& lesson, const std::string& kind, int at_least) {
  const std::filesystem::path folder = lesson.folder / kind;
  ASSERT_TRUE(std::filesystem::is_directory(folder)) << folder;
  int patches = 0;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    EXPECT_EQ(file.path().extension(), ".patch") << file.path();
    ++patches;
    const std::string patch = Read(file.path());
    const std::vector<std::string> parts =
        absl::StrSplit(patch, absl::MaxSplits("\n\n--- a/solution.cc\n+++ b/solution.cc\n@@ ", 1));
    ASSERT_THAT(parts, SizeIs(2U)) << file.path();
    const std::vector<std::string> header = absl::StrSplit(parts[0], '\n');
    EXPECT_THAT(header, Each(AllOf(Not(IsEmpty()), SizeIs(Le(100U)), Not(StartsWith("//")))))
        << file.path();
    EXPECT_THAT(header.back(), ::testing::EndsWith(".")) << file.path();
    EXPECT_THAT(parts[1], AnyOf(HasSubstr("\n+"), HasSubstr("\n-"))) << file.path();
  }
  EXPECT_GE(patches, at_least) << folder;
}

TEST(EveryLesson, HasMistakesWithAHeaderAndADiffOfItsSolution) {
  for (const Lesson& lesson : Lessons()) ExpectPatches(lesson, "mistakes", 2);
}

// `check` prints it with the mistake.
TEST(EveryLesson, HasAHintForEachMistake) {
  for (const Lesson& lesson : Lessons()) {
    const auto hints = static_cast<int>(HintsOf(lesson).size());
    for (const auto& file : std::filesystem::directory_iterator(lesson.folder / "mistakes")) {
      const auto explanation = lessons::runner::Explain(lesson, file.path().stem().string());
      ASSERT_TRUE(explanation.ok()) << explanation.status();
      EXPECT_THAT(explanation->hint, AllOf(Ge(1), Le(hints)))
          << file.path() << ": a last line such as \"Hint 2.\" names the hint that helps";
    }
  }
}

TEST(EveryLesson, HasThreeRightAnswersOfDifferentMake) {
  for (const Lesson& lesson : Lessons()) ExpectPatches(lesson, "answers", 3);
}

// Else `check` cannot name it.
TEST(EveryLesson, HasARecordOfHowEachMistakeFails) {
  for (const Lesson& lesson : Lessons()) {
    const auto known = lessons::runner::ReadKnownMistakes(lesson);
    ASSERT_TRUE(known.ok()) << known.status();
    std::vector<std::string> recorded;
    for (const auto& mistake : known->mistakes()) recorded.push_back(mistake.name());
    std::vector<std::string> patches;
    for (const auto& file : std::filesystem::directory_iterator(lesson.folder / "mistakes")) {
      patches.push_back(file.path().stem().string());
    }
    EXPECT_THAT(recorded, UnorderedElementsAreArray(patches)) << lesson.name;
  }
}

// The opening comment of a mistake would repeat the patch's header.
TEST(EveryLesson, HasMistakesThatKeepTheSolutionsOpeningComment) {
  for (const Lesson& lesson : Lessons()) {
    const std::string solution = Read(lesson.folder / "solution.cc");
    const std::string opening = solution.substr(0, solution.find('\n'));
    ASSERT_THAT(opening, StartsWith("// "));
    for (const auto& file : std::filesystem::directory_iterator(lesson.folder / "mistakes")) {
      EXPECT_THAT(Read(file.path()), Not(HasSubstr(absl::StrCat("\n-", opening)))) << file.path();
    }
  }
}

TEST(EveryLesson, HasBehavioursThatFitALineAndPlacesInItsSolution) {
  for (const Lesson& lesson : Lessons()) {
    const std::vector<judge::v1::Verdict> behaviours = BehavioursOf(lesson);
    const size_t most = lesson.builds_on.empty() ? 8 : 9;  // one more for the earlier lesson's code
    EXPECT_THAT(behaviours, SizeIs(AllOf(Ge(2U), Le(most)))) << lesson.name;
    for (const judge::v1::Verdict& behaviour : behaviours) {
      EXPECT_THAT(behaviour.sentence(), AllOf(SizeIs(Le(72U)), Not(::testing::EndsWith("."))))
          << lesson.name;
      EXPECT_GT(LineOf(lesson.folder / "solution.cc", behaviour.place()), 0)
          << lesson.name << ": " << behaviour.place();
    }
  }
}

TEST(EveryLesson, HasAShortStarterWithATodo) {
  for (const Lesson& lesson : Lessons()) {
    const std::string starter = Read(lesson.Starter());
    EXPECT_THAT(starter, HasSubstr("// TODO: ")) << lesson.name;
    EXPECT_THAT(std::vector<std::string>(absl::StrSplit(starter, '\n')), SizeIs(Lt(120U)))
        << lesson.name;
  }
}

TEST(EveryLesson, HasAStarterWithThePlacesThatTheCheckNames) {
  for (const Lesson& lesson : Lessons()) {
    for (const judge::v1::Verdict& behaviour : BehavioursOf(lesson)) {
      EXPECT_GT(LineOf(lesson.Starter(), behaviour.place()), 0)
          << lesson.name << ": " << behaviour.place();
    }
  }
}

}  // namespace
}  // namespace workbook::tests
