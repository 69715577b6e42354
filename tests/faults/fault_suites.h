// What every server must survive, one suite a file; see docs/faults.md.
#pragma once

#include "tests/faults/fault_subject.h"

namespace workbook::tests {

class UntrustedClients : public EachServer {};  // untrusted_clients_suite.cc
class Silence : public EachServer {};           // silence_suite.cc
class BrokenFrames : public EachServer {};      // broken_frames_suite.cc
class BrokenRequests : public EachServer {};    // broken_requests_suite.cc
class MutatedRequests : public EachServer {};   // mutated_requests_suite.cc
class CompressionBomb : public EachServer {};   // compression_bomb_suite.cc

/// many_connections_suite.cc
class ManyConnections : public EachServer {
 protected:
  static void SetUpTestSuite();
};

/// These start and stop their servers themselves.
class StopSignals : public ::testing::TestWithParam<FaultSubject> {};  // stop_signals_suite.cc
class Log : public ::testing::TestWithParam<FaultSubject> {};          // log_suite.cc
class ReflectionStreams : public ::testing::TestWithParam<FaultSubject> {};  // reflection_suite.cc

}  // namespace workbook::tests
