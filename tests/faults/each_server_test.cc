// Every server, through the suites of faults that take less than a second.
#include "faults/fault_suites.h"

namespace workbook::testing {

using ::testing::ValuesIn;

INSTANTIATE_TEST_SUITE_P(, Strangers, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, BrokenFrames, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, BrokenRequests, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, Log, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, ManyConnections, ValuesIn(AllFaultSubjects()), FaultSubjectName);

}  // namespace workbook::testing
