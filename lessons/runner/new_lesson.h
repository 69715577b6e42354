// Begins a lesson: for its author.
#pragma once

#include <filesystem>
#include <string>

#include "absl/status/status.h"

namespace workbook::lessons::runner {

/// Makes `lessons`/TOPIC from the files in `lesson_template`, with TOPIC and TITLE filled in, and
/// adds it at the end of `lessons`/order.txt, which is made if it is not there. INVALID_ARGUMENT
/// for a topic that is no name like "deadline_propagation", ALREADY_EXISTS for one that is taken,
/// UNAVAILABLE when a file cannot be read or written; then there is no new folder.
absl::Status MakeLesson(const std::filesystem::path& lesson_template,
                        const std::filesystem::path& lessons, const std::string& topic);

}  // namespace workbook::lessons::runner
