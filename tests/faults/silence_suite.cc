// Clients that connect and send nothing, or stop in the preface: they hold a connection only for
// the handshake's time limit, 5 s (rpc/server.cc).
#include "tests/faults/fault_suites.h"
#include "tests/faults/http2_frames.h"
#include "tests/faults/raw_connection.h"

namespace workbook::tests {

TEST_P(Silence, EndsAtTheHandshakesTimeLimit) {
  RawConnection nothing(server_.port());
  RawConnection half_a_preface(server_.port());
  half_a_preface.Send(http2::kPreface.substr(0, 10));
  RawConnection no_settings(server_.port());
  no_settings.Send(http2::kPreface);
  for (RawConnection* connection : {&nothing, &half_a_preface, &no_settings}) {
    EXPECT_TRUE(connection->ClosesWithin(std::chrono::seconds(8)));
  }
}

}  // namespace workbook::tests
