// Every server, through every suite of faults that takes seconds.
#include "faults/fault_suites.h"

namespace workbook::testing {

using ::testing::ValuesIn;

INSTANTIATE_TEST_SUITE_P(, Strangers, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, BrokenFrames, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, BrokenRequests, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, CompressionBomb, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, ManyConnections, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, StopSignals, ValuesIn(AllFaultSubjects()), FaultSubjectName);

}  // namespace workbook::testing
