// Those who connect and then say nothing, or stop in the middle of the preface: they hold a
// connection only as long as the handshake may take, 5 s (rpc/server.cc).
#include "faults/fault_suites.h"
#include "faults/http2_frames.h"
#include "faults/raw_connection.h"

namespace workbook::testing {

TEST_P(Silence, IsCutWhenTheHandshakeTakesTooLong) {
  RawConnection nothing(server_.port());
  RawConnection half_a_preface(server_.port());
  half_a_preface.Send(http2::kPreface.substr(0, 10));
  RawConnection no_settings(server_.port());
  no_settings.Send(http2::kPreface);
  for (RawConnection* connection : {&nothing, &half_a_preface, &no_settings}) {
    EXPECT_TRUE(connection->ClosesWithin(std::chrono::seconds(8)));
  }
}

}  // namespace workbook::testing
