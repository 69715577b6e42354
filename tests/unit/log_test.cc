#include "rpc/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <barrier>
#include <climits>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

namespace workbook::rpc {
namespace {

// While one lives, stderr is a pipe that holds one line, and nobody reads it unasked.
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

  // What was printed since.
  std::string Read() const {
    std::string bytes(2 * PIPE_BUF, '\0');
    bytes.resize(static_cast<size_t>(std::max<ssize_t>(read(read_, &bytes[0], bytes.size()), 0)));
    return bytes;
  }

 private:
  const int kept_ = dup(STDERR_FILENO);
  int read_ = -1;
};

// Without care two see the room that there is for one line, and the second waits for a reader.
TEST(PrintLineTest, WaitsForNobodyWhenSeveralPrintAtOnce) {
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

TEST(PrintLineTest, IsCutBetweenTwoCharactersWhereALineIsTooLongForAPipe) {
  const UnreadStderr pipe;
  std::string euros;
  while (euros.size() < 2 * PIPE_BUF) euros += "\xE2\x82\xAC";
  PrintLine(euros);
  EXPECT_EQ(pipe.Read(), euros.substr(0, (PIPE_BUF - 1) / 3 * 3) + "\n");
}

}  // namespace
}  // namespace workbook::rpc
