#include "tests/service/chat_v1_server.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "conformance/matchers.h"

namespace workbook::tests {

using conformance::IsOk;

std::vector<std::string> Numbers(int first, int last) {
  std::vector<std::string> texts;
  for (int i = first; i <= last; ++i) texts.push_back(absl::StrCat(i, " ann: ", i));
  return texts;
}

void ChatV1Server::SendNumbers(int first, int last) {
  for (int i = first; i <= last; ++i) {
    ASSERT_THAT(client_->Send({.text = absl::StrCat(i)}).status, IsOk());
  }
}

}  // namespace workbook::tests
