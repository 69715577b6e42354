#include "contract/chat_v1_server.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "support/matchers.h"

namespace workbook::testing {

std::vector<std::string> Numbers(int first, int last) {
  std::vector<std::string> words;
  for (int i = first; i <= last; ++i) words.push_back(absl::StrCat(i, " ann: ", i));
  return words;
}

void ChatV1Server::SayNumbers(int first, int last) {
  for (int i = first; i <= last; ++i) {
    ASSERT_THAT(door_->Say({.text = absl::StrCat(i)}).status, IsOk());
  }
}

}  // namespace workbook::testing
