// What untrusted clients make a server log: one line for each event, whatever it contains, and no
// call waits for a reader of the log.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <climits>
#include <csignal>
#include <filesystem>

#include "rpc/grpc_version.h"
#include "tests/e2e/programs.h"
#include "tests/faults/fault_suites.h"
#include "tests/faults/http2_frames.h"
#include "tests/faults/raw_connection.h"
#include "tests/support/scratch_folder.h"

namespace workbook::tests {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Calls the subject's method on one connection with an unknown content type, which gRPC logs.
class LoggedCaller {
 public:
  LoggedCaller(const RunningServer& server, const FaultSubject& subject)
      : subject_(subject), connection_(server.port()) {
    // Room for all answers: a connection starts with a window of 64 KiB.
    const std::string more("\x00\x40\x00\x00", 4);
    connection_.Send(http2::Hello() + http2::Frame(http2::kWindowUpdate, 0, 0, more));
  }

  // False without an answer.
  bool Call(const std::string& content_type) {
    stream_ += 2;
    connection_.Send(http2::UnaryRequest(stream_, subject_.method, subject_.request, content_type));
    while (const auto more = connection_.Receive()) {
      bytes_ += *more;
      for (const auto& frame : http2::TakeFrames(bytes_)) {
        if (frame.stream == stream_ && (frame.flags & http2::kEndStream) != 0) return true;
      }
    }
    return false;
  }

 private:
  const FaultSubject& subject_;
  RawConnection connection_;
  std::string bytes_;
  uint32_t stream_ = -1U;  // the last stream; the numbers are odd
};

// A pipe that nobody reads, for the stderr of a program.
class UnreadPipe {
 public:
  UnreadPipe() {
    EXPECT_EQ(mkfifo(path().c_str(), 0600), 0);
    end_ = base::UniqueFd(open(path().c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  }

  // The command line that starts `argv`, a program of bin/, with the pipe as its stderr.
  std::vector<std::string> AsStderrOf(std::vector<std::string> argv) const {
    argv.front() = ProgramPath(argv.front());
    argv.insert(argv.begin(), {"/bin/sh", "-c", "exec \"$0\" \"$@\" 2>" + path()});
    return argv;
  }

  // True when the longest line does not fit any more.
  bool IsFull() const {
    int bytes = 0;
    EXPECT_EQ(ioctl(end_.get(), FIONREAD, &bytes), 0);
    return bytes > fcntl(end_.get(), F_GETPIPE_SZ) - 2 * PIPE_BUF;
  }

 private:
  std::string path() const { return folder_ / "pipe"; }

  const ScratchFolder folder_;
  base::UniqueFd end_;
};

}  // namespace

constexpr char kLogsNoContentTypes[] = "gRPC from 1.65 on logs no content-type of a peer";

TEST_P(Log, HasOneLineForEachEventWhateverItContains) {
  if (!rpc::kLogsContentTypes) GTEST_SKIP() << kLogsNoContentTypes;
  RunningServer server(GetParam().argv);
  {
    LoggedCaller caller(server, GetParam());
    EXPECT_TRUE(caller.Call("x\r\nchat_server: forged\x1B[2J"));
    EXPECT_TRUE(caller.Call("x\xC2\x85\xE2\x80\xA8\xFF"));
  }
  const Outcome outcome = server.Stop(SIGTERM);
  EXPECT_EQ(outcome.exit, (base::Exit{0, 0}));
  EXPECT_THAT(
      outcome.err,
      ElementsAre(AllOf(StartsWith("grpc "), HasSubstr("x\\x0D\\x0Achat_server: forged\\x1B[2J")),
                  AllOf(StartsWith("grpc "), HasSubstr("x\\x85\\u{2028}\\xFF"))));
}

TEST_P(Log, ThatNobodyReadsBlocksNoCall) {
  if (!rpc::kLogsContentTypes) GTEST_SKIP() << kLogsNoContentTypes;
  const UnreadPipe pipe;
  RunningServer server(pipe.AsStderrOf(GetParam().argv));
  {
    LoggedCaller caller(server, GetParam());
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(caller.Call("text/" + std::string(100, 'x'))) << i;
  }
  EXPECT_TRUE(pipe.IsFull());
  ExpectAlive(server, GetParam());
  EXPECT_EQ(server.Stop(SIGTERM).exit, (base::Exit{0, 0}));
}

}  // namespace workbook::tests
