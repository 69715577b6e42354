#include "rpc/log.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <barrier>
#include <climits>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "conformance/keep_grpc_initialized.h"
#include "order_management.pb.h"
#include "rpc/grpc_version.h"

#if WORKBOOK_GRPC_LOGS_WITH_ABSEIL
#include "absl/log/log.h"
#else
#include <grpc/support/log.h>
#endif

namespace workbook::tests {
namespace {

using rpc::PrintLine;

using ::testing::MatchesRegex;

// While one lives, stderr is a pipe with space for one line, which is read only on demand.
class UnreadStderr {
 public:
  UnreadStderr() {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
    EXPECT_EQ(fcntl(ends[1], F_SETPIPE_SZ, PIPE_BUF), PIPE_BUF);
    EXPECT_EQ(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
    close(ends[1]);
    read_ = ends[0];
    fcntl(read_, F_SETFL, O_NONBLOCK);
  }
  ~UnreadStderr() {
    dup2(kept_, STDERR_FILENO);
    close(kept_);
    close(read_);
  }
  UnreadStderr(const UnreadStderr&) = delete;
  UnreadStderr& operator=(const UnreadStderr&) = delete;

  // The lines printed since the last call.
  std::string Read() const {
    std::string bytes(2 * PIPE_BUF, '\0');
    bytes.resize(static_cast<size_t>(std::max<ssize_t>(read(read_, &bytes[0], bytes.size()), 0)));
    return bytes;
  }

 private:
  const int kept_ = dup(STDERR_FILENO);
  int read_ = -1;
};

// Without a lock, two threads could both see space for one line, and the second write would block.
TEST(PrintLineTest, NeverBlocksWhenSeveralThreadsPrint) {
  const UnreadStderr pipe;
  const std::string line(PIPE_BUF / 2, 'x');
  constexpr int kPrinters = 4;
  constexpr int kRounds = 2000;
  std::barrier turn(kPrinters + 1);
  std::vector<std::thread> printers;
  for (int p = 0; p < kPrinters; ++p) {
    printers.emplace_back([&] {
      for (int round = 0; round < kRounds; ++round) {
        turn.arrive_and_wait();
        PrintLine(line);
        turn.arrive_and_wait();
      }
    });
  }
  for (int round = 0; round < kRounds; ++round) {
    turn.arrive_and_wait();
    turn.arrive_and_wait();
    EXPECT_EQ(pipe.Read(), line + "\n");
  }
  for (std::thread& printer : printers) printer.join();
}

TEST(PrintLineTest, TruncatesALongLineBetweenTwoCharacters) {
  const UnreadStderr pipe;
  std::string euros;
  while (euros.size() < 2 * PIPE_BUF) euros += "\xE2\x82\xAC";
  PrintLine(euros);
  EXPECT_EQ(pipe.Read(), euros.substr(0, (PIPE_BUF - 1) / 3 * 3) + "\n");
}

#if WORKBOOK_GRPC_LOGS_WITH_ABSEIL
void LogAsGrpcDoes(const std::string& text) { LOG(ERROR) << text; }
#else
void LogAsGrpcDoes(const std::string& text) {
  conformance::KeepGrpcInitialized();  // before, 1.51 logs nothing
  gpr_log(GPR_ERROR, "%s", text.c_str());
}
#endif

TEST(InstallLogTest, PrintsAnEventOnOnePrintableLine) {
  rpc::InstallLog();
  rpc::InstallLog();  // prints no event twice
  const UnreadStderr pipe;
  LogAsGrpcDoes("x\r\nchat_server: forged\x1B[2J");
  EXPECT_THAT(pipe.Read(), MatchesRegex("grpc E[A-Z]*: x\\\\x0D\\\\x0Achat_server: forged"
                                        "\\\\x1B\\[2J\n"));
}

TEST(InstallLogTest, PrintsNothingWhileAQuietLogLives) {
  rpc::InstallLog();
  const UnreadStderr pipe;
  {
    const rpc::QuietLog quiet;
    LogAsGrpcDoes("not printed");
  }
  EXPECT_EQ(pipe.Read(), "");
}

TEST(InstallLogTest, LetsProtobufPrintNothing) {
  rpc::InstallLog();
  const UnreadStderr pipe;
  ecommerce::Order order;
  EXPECT_FALSE(order.ParseFromString("\x0A\x01\xFF"));  // an id that is not UTF-8
  EXPECT_EQ(pipe.Read(), "");
}

}  // namespace
}  // namespace workbook::tests
