// RouteGuide's suite, against the target and the features that it is said to serve.
#include "contract/route_guide_contract.h"
#include "judge/target.h"

namespace workbook::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(, RouteGuideContract,
                         ::testing::Values(RouteGuideSubject{judge::Judged(),
                                                             &judge::TheTarget().features}),
                         RouteGuideSubjectName);

}  // namespace
}  // namespace workbook::testing
