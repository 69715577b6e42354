// The demo, with small scripts in place of servers and clients.
#include "lessons/runner/demo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/stop_signals.h"

namespace workbook::tests {
namespace {

using base::StopSignals;
using lessons::runner::Demo;
using lessons::runner::DemoOutput;
using lessons::runner::Pair;
using lessons::runner::RunDemos;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr char kGoodServer[] =
    "trap 'exit 0' TERM; echo good listening on 127.0.0.1:4242; sleep 1000 & wait";

class DemoTest : public ::testing::Test {
 protected:
  DemoTest() : file_(std::tmpfile()), output_(file_, /*colours=*/false) {
    WriteProgram("good_server", kGoodServer);
    WriteProgram("good_client", "echo \"called with $*\"");
    WriteProgram("bad_client", "echo 'UNAVAILABLE: nobody there' >&2; exit 1");
  }
  ~DemoTest() override {
    std::filesystem::remove_all(bin_);
    std::fclose(file_);
  }

  void WriteProgram(const std::string& name, const std::string& script) {
    const std::filesystem::path path = std::filesystem::path(bin_) / name;
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }

  std::string Shown() {
    std::string text(static_cast<size_t>(std::ftell(file_)), '\0');
    std::rewind(file_);
    text.resize(std::fread(text.data(), 1, text.size(), file_));
    return text;
  }

  static std::string MakeFolder() {
    std::string path = ::testing::TempDir() + "demo_XXXXXX";
    return mkdtemp(path.data());
  }

  const std::string bin_ = MakeFolder();
  std::FILE* file_;
  DemoOutput output_;
  Demo demo_{bin_, output_, {30s, 30s, 30s}};
};

TEST_F(DemoTest, LabelsTheLinesOfServerAndClient) {
  const Pair pair{"good", {"server", {"good_server"}}, {{"client", {"good_client", "add"}}}};
  EXPECT_EQ(demo_.Run(pair), absl::OkStatus());
  EXPECT_EQ(Shown(),
            "$ good_server --port=0\n"
            "server | good listening on 127.0.0.1:4242\n"
            "$ good_client add --port=4242\n"
            "client | called with add --port=4242\n");
}

TEST_F(DemoTest, FailsWhenAClientFails) {
  const Pair pair{"bad", {"server", {"good_server"}}, {{"client", {"bad_client"}}}};
  EXPECT_EQ(demo_.Run(pair).message(), "bad_client: exit status 1");
  EXPECT_THAT(Shown(), HasSubstr("client ! UNAVAILABLE: nobody there\n"));
}

TEST_F(DemoTest, FailsWhenTheServerDoesNotStart) {
  WriteProgram("mute_server", "echo 'mute_server: port taken' >&2; exit 1");
  const Pair pair{"mute", {"server", {"mute_server"}}, {{"client", {"good_client"}}}};
  EXPECT_FALSE(demo_.Run(pair).ok());
  EXPECT_THAT(Shown(), HasSubstr("server ! mute_server: port taken\n"));
}

TEST_F(DemoTest, FailsWhenTheServerExitsWithAnError) {
  WriteProgram("rude_server",
               "trap 'exit 4' TERM; echo rude listening on 127.0.0.1:1; sleep 1000 & wait");
  const Pair pair{"rude", {"server", {"rude_server"}}, {{"client", {"good_client"}}}};
  EXPECT_EQ(demo_.Run(pair).message(), "rude_server: exit status 4");
}

TEST_F(DemoTest, FailsWhenAProgramHangs) {
  WriteProgram("slow_client", "sleep 1000");
  const Pair pair{"slow", {"server", {"good_server"}}, {{"client", {"slow_client"}}}};
  Demo impatient(bin_, output_, {30s, 20ms, 30s});
  EXPECT_EQ(impatient.Run(pair).code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(DemoTest, FailsWhenAProgramIsMissing) {
  const Pair pair{"gone", {"server", {"gone_server"}}, {}};
  EXPECT_THAT(std::string(demo_.Run(pair).message()), HasSubstr("gone_server"));
}

TEST_F(DemoTest, EscapesTheControlCharactersOfAProgram) {
  WriteProgram("loud_client", "printf '\\033[2Jboo\\n'");
  const Pair pair{"loud", {"server", {"good_server"}}, {{"client", {"loud_client"}}}};
  EXPECT_EQ(demo_.Run(pair), absl::OkStatus());
  EXPECT_THAT(Shown(), HasSubstr("client | \\x1B[2Jboo\n"));
}

TEST_F(DemoTest, TypesInputsInTurn) {
  // Each client shows only its own input, so that the demo waits in vain for ann to show ben's.
  WriteProgram("echo_client", "exec cat");
  const Pair pair{"talk",
                  {"server", {"good_server"}},
                  {{"ann", {"echo_client"}}, {"ben", {"echo_client"}}},
                  {{0, "hello"}, {1, "hi, ann"}}};
  Demo impatient(bin_, output_, {30s, 200ms, 30s});
  EXPECT_EQ(impatient.Run(pair).code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_THAT(Shown(),
              AllOf(HasSubstr("ann    | hello\n$ echo_client"), HasSubstr("ben    | hi, ann\n")));
}

TEST_F(DemoTest, RunsTheNamedPairsAndGoesOnAfterAFailure) {
  const std::vector<Pair> pairs = {
      {"one", {"server", {"good_server"}}, {{"client", {"bad_client"}}}},
      {"two", {"server", {"good_server"}}, {{"client", {"good_client", "of-two"}}}},
      {"three", {"server", {"good_server"}}, {{"client", {"good_client", "of-three"}}}}};
  EXPECT_FALSE(RunDemos(demo_, output_, pairs, {"one", "two"}).ok());
  EXPECT_TRUE(RunDemos(demo_, output_, pairs, {"three"}).ok());
  const std::string shown = Shown();
  EXPECT_THAT(shown, HasSubstr("one FAILED: bad_client: exit status 1\n"));
  EXPECT_THAT(shown, HasSubstr("of-two"));
  EXPECT_EQ(shown.find("of-three"), shown.rfind("$ good_client of-three") + 14);
}

TEST_F(DemoTest, StopsEverythingWhenInterrupted) {
  const StopSignals stop([this] { demo_.Interrupt(); });
  WriteProgram("slow_client", "kill -INT $PPID; sleep 1000");
  const std::vector<Pair> pairs = {
      {"slow", {"server", {"good_server"}}, {{"client", {"slow_client"}}}},
      {"next", {"server", {"good_server"}}, {{"client", {"good_client"}}}}};
  EXPECT_EQ(RunDemos(demo_, output_, pairs, {}).code(), absl::StatusCode::kCancelled);
  EXPECT_THAT(Shown(), AllOf(HasSubstr("slow_client"), Not(HasSubstr("next"))));
}

}  // namespace
}  // namespace workbook::tests
