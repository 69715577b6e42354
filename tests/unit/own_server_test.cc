// Starts a learner's server; scripts take its place.
#include "lessons/runner/own_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "conformance/eventually.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

namespace fs = std::filesystem;
using conformance::Eventually;
using lessons::runner::OwnServer;
using lessons::runner::StepResult;

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Python that listens on `port` of 127.0.0.1 and ends as `on_sigterm` says.
std::string Listener(const std::string& port, const std::string& on_sigterm) {
  return absl::StrCat(
      "#!/usr/bin/env python3\nimport os, signal, socket, sys, time\n"
      "signal.signal(signal.SIGTERM, ",
      on_sigterm, ")\nlistener = socket.create_server((\"127.0.0.1\", ", port,
      "))\ntime.sleep(1000)\n");
}
constexpr char kEnds[] = "lambda *_: os._exit(0)";
constexpr char kPortFlag[] = "int(sys.argv[2])";

class OwnServerTest : public ::testing::Test {
 protected:
  OwnServerTest() { fs::create_directory(folder_ / "build"); }

  void Write(const std::string& script) {
    fs::permissions(folder_.Write("build/server", script), fs::perms::owner_all);
  }

  const ScratchFolder folder_;
  std::stop_source stop_;
  OwnServer server_{folder_.path(), stop_.get_token(), {10s, 100ms, 10s}};
  OwnServer hasty_{folder_.path(), stop_.get_token(), {200ms, 100ms, 200ms}};
};

TEST_F(OwnServerTest, ListensOnThePortOfItsFlagAndEndsOnSigterm) {
  Write(Listener(kPortFlag, kEnds));
  const StepResult started = server_.Start();
  EXPECT_TRUE(started.passed) << started.found;
  EXPECT_FALSE(server_.ended());
  const StepResult ended = server_.End();
  EXPECT_TRUE(ended.passed) << ended.found;
  EXPECT_TRUE(server_.ended());
}

TEST_F(OwnServerTest, AProgramOfAnotherNameIsMissed) {
  fs::create_directories(folder_ / "build/bin");
  folder_.Write("build/bin/server", "");
  const StepResult started = server_.Start();
  EXPECT_FALSE(started.passed);
  EXPECT_EQ(started.found, "There is no program build/server. build/bin/server is there.");
}

TEST_F(OwnServerTest, OneThatEndsEarlyShowsItsLastLines) {
  Write("#!/bin/sh\necho 'no such flag: --port' >&2\nexit 2\n");
  const StepResult started = server_.Start();
  EXPECT_FALSE(started.passed);
  EXPECT_EQ(started.found, "The server ended before it listened: exit status 2.");
  EXPECT_THAT(started.output, ElementsAre("no such flag: --port"));
}

TEST_F(OwnServerTest, OneThatListensElsewhereIsTold) {
  Write(Listener("0", kEnds));
  const StepResult started = server_.Start();
  EXPECT_FALSE(started.passed);
  EXPECT_THAT(started.found, HasSubstr("It listens on 127.0.0.1:"));
  EXPECT_THAT(started.found, HasSubstr(absl::StrCat("not on port ", server_.port())));
  EXPECT_THAT(started.next,
              AllOf(HasSubstr("AddListeningPort"), HasSubstr("lessons/serving/README.md")));
}

TEST_F(OwnServerTest, OneThatNeverListensIsTold) {
  Write("#!/bin/sh\nsleep 1000\n");
  EXPECT_THAT(hasty_.Start().found, HasSubstr("nor on another"));
}

TEST_F(OwnServerTest, OneThatIgnoresSigtermIsTold) {
  Write(Listener(kPortFlag, "signal.SIG_IGN"));
  OwnServer server{folder_.path(), stop_.get_token(), {10s, 10s, 200ms}};
  ASSERT_TRUE(server.Start().passed);
  EXPECT_THAT(server.End().found, HasSubstr("It still ran"));
}

TEST_F(OwnServerTest, OneWithoutAHandlerIsTold) {
  Write(Listener(kPortFlag, "signal.SIG_DFL"));
  ASSERT_TRUE(server_.Start().passed);
  const StepResult ended = server_.End();
  EXPECT_FALSE(ended.passed);
  EXPECT_THAT(ended.found, HasSubstr("SIGTERM ended it at once"));
  EXPECT_THAT(ended.next,
              AllOf(HasSubstr("pthread_sigmask"), HasSubstr("lessons/serving/README.md")));
}

TEST_F(OwnServerTest, AnExitStatusThatIsNotZeroIsTold) {
  Write(Listener(kPortFlag, "lambda *_: os._exit(3)"));
  ASSERT_TRUE(server_.Start().passed);
  const StepResult ended = server_.End();
  EXPECT_FALSE(ended.passed);
  EXPECT_EQ(ended.found, "The server ended on SIGTERM: exit status 3.");
}

TEST_F(OwnServerTest, AStopRequestEndsTheWaiting) {
  Write("#!/bin/sh\nsleep 1000\n");
  std::jthread stopper([this] { stop_.request_stop(); });
  EXPECT_FALSE(server_.Start().passed);
  // Killed, if the request did not come before there was one.
  EXPECT_TRUE(Eventually([this] { return server_.ended(); }));
}

}  // namespace
}  // namespace workbook::tests
