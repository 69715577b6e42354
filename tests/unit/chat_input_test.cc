// The lines of a pipe, and the meaning of a typed line.
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <thread>

#include "chat/client/input.h"

namespace workbook::tests {
namespace {

// ---- The lines of a pipe ----

class LineReaderTest : public ::testing::Test {
 protected:
  LineReaderTest() { EXPECT_EQ(pipe(ends_), 0); }
  ~LineReaderTest() override {
    close(ends_[0]);
    if (ends_[1] >= 0) close(ends_[1]);
  }
  void Write(const std::string& text) {
    EXPECT_EQ(write(ends_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void End() {
    close(ends_[1]);
    ends_[1] = -1;
  }
  int ends_[2] = {-1, -1};
};

TEST_F(LineReaderTest, ReturnsALineOnceItIsCompleteAndTheLastOneNeedsNoNewline) {
  chat::client::LineReader lines(ends_[0]);
  Write("one\n\ntw");
  EXPECT_EQ(lines.Next(), "one");
  EXPECT_EQ(lines.Next(), "");
  Write("o\n" + std::string(10'000, 'x') + "\nlast");
  EXPECT_EQ(lines.Next(), "two");
  EXPECT_EQ(lines.Next(), std::string(10'000, 'x'));
  End();
  EXPECT_EQ(lines.Next(), "last");
  EXPECT_EQ(lines.Next(), std::nullopt);
  EXPECT_EQ(lines.Next(), std::nullopt);
}

TEST_F(LineReaderTest, StopEndsAWaitForInput) {
  chat::client::LineReader lines(ends_[0]);
  Write("half a line");
  const std::jthread stopper([&] { lines.Stop(); });
  EXPECT_EQ(lines.Next(), std::nullopt);
}

// ---- Typed lines ----

TEST(TypedLineTest, ASlashMakesACommandAndTwoMakeAMessage) {
  using Kind = chat::client::TypedLine::Kind;
  const auto kind = [](const std::string& line) { return chat::client::ParseTypedLine(line).kind; };
  EXPECT_EQ(kind(""), Kind::kNothing);
  EXPECT_EQ(kind("q"), Kind::kQuit);
  EXPECT_EQ(kind("/quit"), Kind::kQuit);
  EXPECT_EQ(kind("/who"), Kind::kWho);
  EXPECT_EQ(kind("/help me"), Kind::kHelp);
  EXPECT_EQ(chat::client::ParseTypedLine("hello").text, "hello");
  EXPECT_EQ(chat::client::ParseTypedLine(" /who").text, " /who");
  EXPECT_EQ(chat::client::ParseTypedLine("//etc").text, "/etc");
  EXPECT_EQ(kind("//etc"), Kind::kMessage);
  EXPECT_EQ(kind("/whoo is"), Kind::kUnknown);
  EXPECT_EQ(chat::client::ParseTypedLine("/whoo is").text, "/whoo");
  EXPECT_EQ(kind("/"), Kind::kUnknown);
}

}  // namespace
}  // namespace workbook::tests
