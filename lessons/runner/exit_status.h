#pragma once

namespace workbook::runner {

inline constexpr int kExitFailed = 1;         ///< not solved, or not done; a line says why
inline constexpr int kExitUsage = 2;          ///< the command line is wrong
inline constexpr int kExitInterrupted = 130;  ///< as a shell says it of SIGINT

}  // namespace workbook::runner
