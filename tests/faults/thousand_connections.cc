#include "tests/faults/thousand_connections.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>

#include "tests/faults/http2_frames.h"

namespace workbook::tests {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

}  // namespace

void AllowAThousandConnections() {
  rlimit limit{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &limit), 0);
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 4096);
  ASSERT_GT(limit.rlim_cur, ThousandConnections::kCount + 100U) << "ulimit -Hn is too low";
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
}

ThousandConnections::ThousandConnections(int port, std::string path, std::string request)
    : path_(std::move(path)), request_(std::move(request)) {
  const std::string call = http2::Hello() + http2::UnaryRequest(1, path_, request_);
  for (int i = 0; i < kCount; ++i) connections_.emplace_back(port).Send(call);
}

int ThousandConnections::CountServedBy(Clock::time_point deadline) {
  return static_cast<int>(
      std::count_if(connections_.begin(), connections_.end(),
                    [&](RawConnection& connection) { return IsServed(connection, deadline); }));
}

bool ThousandConnections::IsServed(RawConnection& connection, Clock::time_point deadline) {
  uint32_t stream = 1;
  std::string bytes;
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
    const auto more = connection.Receive(std::max(left, milliseconds(0)));
    if (!more.has_value()) return false;
    bytes += *more;
    for (const auto& frame : http2::TakeFrames(bytes)) {
      if (frame.stream != stream) continue;
      // Even an empty message has the five bytes of its prefix.
      if (frame.type == http2::kData && frame.payload.size() >= 5) return true;
      if ((frame.flags & http2::kEndStream) == 0) continue;
      ++refused_;
      stream += 2;
      connection.Send(http2::UnaryRequest(stream, path_, request_));
    }
  }
}

}  // namespace workbook::tests
