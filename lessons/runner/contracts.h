// The contracts of the documents, and the .proto of a learner's that declares one of them.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "lessons/runner/step_result.h"
#include "lessons/runner/workspace.h"

namespace workbook::lessons::runner {

/// A contract that a learner's own server can be held to.
struct Contract {
  std::string service;    ///< as the judge calls it: "calculator"
  std::string full_name;  ///< "calc.Calculator"
  std::string proto;      ///< the workbook's own file: "protos/calculator.proto"
  std::string page;       ///< "docs/calculator.md"
};

/// The shortest first.
const std::vector<Contract>& Contracts();

/// Finds a .proto in `folder`, but not in its build folder, that declares the service of a contract
/// as the contract has it on the wire: methods and their streams by name, fields by number and
/// type. Other names of messages and fields are fine. `contract` is set when the step passes.
StepResult FindContract(const Workspace& workspace, const std::filesystem::path& folder,
                        const std::stop_token& stop, Contract& contract);

}  // namespace workbook::lessons::runner
