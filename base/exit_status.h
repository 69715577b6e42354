#pragma once

namespace workbook::base {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;         ///< a call or a task failed; a line says why
inline constexpr int kExitUsage = 2;          ///< the command line is wrong
inline constexpr int kExitInterrupted = 130;  ///< a shell's status for a program ended by SIGINT

}  // namespace workbook::base
