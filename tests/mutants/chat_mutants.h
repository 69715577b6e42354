// For each behaviour of the tutorials' three chat contracts a mutant that breaks it.
#pragma once

#include "tests/mutants/mutant_cases.h"

namespace workbook::tests {

const MutantTable& ChatProtoMutants();
const MutantTable& ChatStreamMutants();
const MutantTable& NoteMutants();

}  // namespace workbook::tests
