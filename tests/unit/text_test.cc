#include "base/text.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace workbook::tests {
namespace {

using base::DecimalText;
using base::IsValidUtf8;
using base::Printable;
using base::TruncateUtf8;

TEST(IsValidUtf8Test, AcceptsEveryLengthOfSequence) {
  EXPECT_TRUE(IsValidUtf8(""));
  EXPECT_TRUE(IsValidUtf8("plain"));
  EXPECT_TRUE(IsValidUtf8("\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80"));  // U+E9, U+20AC, U+1F600
  EXPECT_TRUE(IsValidUtf8(std::string("a\0b", 3)));
}

TEST(IsValidUtf8Test, RefusesWhatRfc3629Forbids) {
  EXPECT_FALSE(IsValidUtf8("\x80"));              // a continuation without a lead
  EXPECT_FALSE(IsValidUtf8("\xC3"));              // cut short
  EXPECT_FALSE(IsValidUtf8("\xC3("));             // a lead without its continuation
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));          // overlong slash
  EXPECT_FALSE(IsValidUtf8("\xE0\x80\xAF"));      // overlong in three bytes
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));      // a surrogate
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));  // beyond U+10FFFF
  EXPECT_FALSE(IsValidUtf8("\xFF"));
}

TEST(TruncateUtf8Test, LeavesTextThatFitsAlone) {
  EXPECT_EQ(TruncateUtf8("", 0), "");
  EXPECT_EQ(TruncateUtf8("plain", 5), "plain");
  EXPECT_EQ(TruncateUtf8("\xE2\x82\xAC", 3), "\xE2\x82\xAC");
}

TEST(TruncateUtf8Test, NeverEndsInsideACharacter) {
  const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";  // 1, 2, 3 and 4 bytes
  const size_t sizes[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
  for (size_t max_bytes = 0; max_bytes <= text.size(); ++max_bytes) {
    EXPECT_EQ(TruncateUtf8(text, max_bytes), text.substr(0, sizes[max_bytes])) << max_bytes;
  }
}

TEST(TruncateUtf8Test, DropsACharacterThatIsLongerThanTheLimit) {
  EXPECT_EQ(TruncateUtf8("\xF0\x9F\x98\x80", 3), "");
}

TEST(PrintableTest, LeavesTextOfAnyScriptAlone) {
  const std::string text = "na\xC3\xAFve \xD7\xA9\xD7\x9C e\xCC\x81 \xF0\x9F\x98\x80";
  EXPECT_EQ(Printable(text), text);
}

TEST(PrintableTest, EscapesEscapeSequencesAndNewlines) {
  EXPECT_EQ(Printable("a\x1B[31mb\r\nc\x7F"), "a\\x1B[31mb\\x0D\\x0Ac\\x7F");
  EXPECT_EQ(Printable(std::string("a\0b", 3)), "a\\x00b");
}

TEST(PrintableTest, EscapesC1ControlsAndSeparators) {
  EXPECT_EQ(Printable("\xC2\x9B"
                      "31m"),
            "\\x9B31m");
  EXPECT_EQ(Printable("a\xE2\x80\xA8"
                      "b"),
            "a\\u{2028}b");
}

TEST(PrintableTest, EscapesBidirectionalOverrides) {
  EXPECT_EQ(Printable("\xE2\x80\xAE"
                      "evil\xE2\x81\xA9"),
            "\\u{202E}evil\\u{2069}");
}

TEST(PrintableTest, EscapesBytesThatAreNotUtf8) {
  EXPECT_EQ(Printable("a\xFF\xC3"), "a\\xFF\\xC3");
}

TEST(DecimalTextTest, KeepsThePointOfAWholeNumber) {
  EXPECT_EQ(DecimalText(2), "2.0");
  EXPECT_EQ(DecimalText(-0.0), "-0.0");
  EXPECT_EQ(DecimalText(2147483648.0), "2147483648.0");
}

TEST(DecimalTextTest, HasAllDigitsThatIdentifyTheNumber) {
  EXPECT_EQ(DecimalText(3.5), "3.5");
  EXPECT_EQ(DecimalText(2000001), "2000001.0");
  EXPECT_EQ(DecimalText(1.0 / 3), "0.3333333333333333");
  EXPECT_EQ(DecimalText(1.0F / 3), "0.3333333432674408");  // a float, which Python widens too
}

TEST(DecimalTextTest, UsesAnExponentWherePythonDoes) {
  EXPECT_EQ(DecimalText(0.0001), "0.0001");
  EXPECT_EQ(DecimalText(0.00001), "1e-05");
  EXPECT_EQ(DecimalText(1e16), "1e+16");
  EXPECT_EQ(DecimalText(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(DecimalText(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(DecimalText(std::numeric_limits<double>::quiet_NaN()), "nan");
}

}  // namespace
}  // namespace workbook::tests
