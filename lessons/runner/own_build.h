// The learner's CMakeLists.txt: configured and built, in the folder's own build folder.
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "lessons/runner/step_result.h"

namespace workbook::lessons::runner {

/// Runs `cmake -S folder -B folder/build` and `cmake --build folder/build`. A build folder that is
/// there keeps its generator; a new one gets ninja, unless CMAKE_GENERATOR says otherwise.
/// `on_status` receives "building: 3 of 7, 0:04" on other threads, at each step and each second.
StepResult BuildFolder(const std::filesystem::path& folder, const std::stop_token& stop,
                       const std::function<void(const std::string&)>& on_status);

}  // namespace workbook::lessons::runner
