// Every server, through the suites of faults that take longer: not for every clone.
#include "faults/fault_suites.h"

namespace workbook::testing {

using ::testing::ValuesIn;

INSTANTIATE_TEST_SUITE_P(, CompressionBomb, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, MutatedRequests, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, ReflectionStreams, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, Silence, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, StopSignals, ValuesIn(AllFaultSubjects()), FaultSubjectName);

}  // namespace workbook::testing
