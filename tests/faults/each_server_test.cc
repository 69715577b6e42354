// Every server against the fault suites that take less than a second.
#include "tests/faults/fault_suites.h"

namespace workbook::tests {

using ::testing::ValuesIn;

INSTANTIATE_TEST_SUITE_P(, UntrustedClients, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, BrokenFrames, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, BrokenRequests, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, Log, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, ManyConnections, ValuesIn(AllFaultSubjects()), FaultSubjectName);

}  // namespace workbook::tests
