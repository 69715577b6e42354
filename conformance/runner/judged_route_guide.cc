// RouteGuide's suite, against the target and the features of --features.
#include "conformance/runner/target.h"
#include "conformance/suites/route_guide.h"

namespace workbook::conformance::runner {
namespace {

using suites::RouteGuideContract;

INSTANTIATE_TEST_SUITE_P(, RouteGuideContract,
                         ::testing::Values(suites::RouteGuideSubject{Judged(),
                                                                     &TheTarget().features}),
                         suites::RouteGuideSubjectName);

}  // namespace
}  // namespace workbook::conformance::runner
