// Every server against the longer fault suites, which are no part of the label lesson.
#include "tests/faults/fault_suites.h"

namespace workbook::tests {

using ::testing::ValuesIn;

INSTANTIATE_TEST_SUITE_P(, CompressionBomb, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, MutatedRequests, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, ReflectionStreams, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, Silence, ValuesIn(AllFaultSubjects()), FaultSubjectName);
INSTANTIATE_TEST_SUITE_P(, StopSignals, ValuesIn(AllFaultSubjects()), FaultSubjectName);

}  // namespace workbook::tests
