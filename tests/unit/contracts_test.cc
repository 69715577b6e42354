// Finds the contract of a learner's .proto with the real protoc.
#include "lessons/runner/contracts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stop_token>
#include <string>

#include "absl/strings/str_replace.h"
#include "tests/support/environment_variable.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using lessons::runner::Contract;
using lessons::runner::FindContract;
using lessons::runner::StepResult;

using ::testing::AllOf;
using ::testing::HasSubstr;

class ContractsTest : public ::testing::Test {
 protected:
  StepResult Find() {
    return FindContract({WORKBOOK_ROOT, "/none"}, folder_.path(), {}, contract_);
  }

  // Saves the workbook's own `name` in the folder, with `from` replaced.
  void Save(const std::string& name, const std::string& from = "\n", const std::string& to = "\n") {
    std::ostringstream text;
    text << std::ifstream(std::string(WORKBOOK_ROOT) + "/protos/" + name).rdbuf();
    ASSERT_THAT(text.str(), HasSubstr(from));
    folder_.Write(name, absl::StrReplaceAll(text.str(), {{from, to}}));
  }

  const ScratchFolder folder_;
  Contract contract_;
};

TEST_F(ContractsTest, EachOfTheDocumentsIsFoundByItsService) {
  for (const Contract& one : lessons::runner::Contracts()) {
    const std::string name = std::filesystem::path(one.proto).filename().string();
    Save(name);
    const StepResult found = Find();
    EXPECT_TRUE(found.passed) << found.found;
    EXPECT_EQ(contract_.service, one.service);
    EXPECT_EQ(found.found, name + " declares " + one.full_name + ".");
    std::filesystem::remove(folder_ / name);
  }
}

TEST_F(ContractsTest, NamesThatAreNotOnTheWireMayDiffer) {
  Save("calculator.proto", "AddRequest", "Pair");
  EXPECT_TRUE(Find().passed);
  Save("calculator.proto", " n2 = 2;", " second = 2; int64 more = 7;");
  EXPECT_TRUE(Find().passed);
}

TEST_F(ContractsTest, AMethodOfAnotherNameIsNamed) {
  Save("calculator.proto", "rpc Substract", "rpc Subtract");
  const StepResult found = Find();
  EXPECT_FALSE(found.passed);
  EXPECT_THAT(found.found, HasSubstr("no method Substract"));
  EXPECT_THAT(found.next, HasSubstr("protos/calculator.proto"));
}

TEST_F(ContractsTest, AFieldOfAnotherTypeOrNumberIsNamed) {
  Save("calculator.proto", "float f1 = 1", "double f1 = 1");
  EXPECT_THAT(Find().found, HasSubstr("double f1 = 1; the contract has float f1 = 1"));
  Save("calculator.proto", "n2 = 2", "n2 = 3");
  EXPECT_THAT(Find().found, HasSubstr("no field with the number 2"));
}

TEST_F(ContractsTest, AFieldInsideAnotherMessageCounts) {
  Save("route_guide.proto", "int32 longitude = 2", "int64 longitude = 2");
  EXPECT_THAT(Find().found, HasSubstr("the contract has int32 longitude = 2"));
}

TEST_F(ContractsTest, AMissingStreamIsNamed) {
  Save("route_guide.proto", "returns (stream Feature)", "returns (Feature)");
  EXPECT_THAT(Find().found, HasSubstr("ListFeatures has one request and one answer; the contract "
                                      "has one request and a stream of answers"));
}

TEST_F(ContractsTest, AnotherPackageIsAnotherService) {
  Save("calculator.proto", "package calc;", "package calculator;");
  EXPECT_THAT(Find().found, HasSubstr("calculator.proto declares calculator.Calculator; a "
                                      "contract's service is one of calc.Calculator, "));
}

TEST_F(ContractsTest, ProtocsErrorIsShownWithItsPlace) {
  Save("calculator.proto", "message AddReply {", "message AddReply ");
  const StepResult found = Find();
  EXPECT_FALSE(found.passed);
  EXPECT_THAT(found.error.place, HasSubstr("calculator.proto:"));
  EXPECT_EQ(found.error.message, "Expected \"{\".");
  EXPECT_THAT(found.next, HasSubstr("lessons/contract/README.md"));
}

TEST_F(ContractsTest, IsFoundBesideOtherProtosAndBelowAFolder) {
  folder_.Write("broken.proto", "no proto");
  std::filesystem::create_directory(folder_ / "protos");
  Save("order_management.proto");
  std::filesystem::rename(folder_ / "order_management.proto", folder_ / "protos/order.proto");
  EXPECT_THAT(Find().found, HasSubstr("protos/order.proto declares ecommerce.OrderManagement"));
}

TEST_F(ContractsTest, AnEmptyFolderLearnsHowToBegin) {
  std::filesystem::create_directory(folder_ / "build");
  Save("calculator.proto");
  std::filesystem::rename(folder_ / "calculator.proto", folder_ / "build/calculator.proto");
  const StepResult found = Find();
  EXPECT_FALSE(found.passed);
  EXPECT_EQ(found.found, "There is no .proto in this folder.");
  EXPECT_THAT(found.next,
              AllOf(HasSubstr("protos/calculator.proto"), HasSubstr("docs/calculator.md"),
                    HasSubstr("lessons/contract/README.md")));
}

TEST_F(ContractsTest, AMissingProtocIsNamedWithItsPackage) {
  Save("calculator.proto");
  const EnvironmentVariable path("PATH", folder_.path().c_str());
  EXPECT_THAT(Find().found, AllOf(HasSubstr("program protoc"), HasSubstr("protobuf-compiler")));
}

}  // namespace
}  // namespace workbook::tests
