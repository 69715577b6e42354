#include "base/data_file.h"

#include <filesystem>
#include <system_error>

namespace workbook::base {

std::string DataFile(const std::string& in_source) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  const fs::path installed = program.parent_path().parent_path() / "share" / "grpc-workbook" /
                             fs::path(in_source).filename();
  // When neither is there, an error names the file that an installation should have.
  return fs::exists(in_source, error) && !fs::exists(installed, error) ? in_source
                                                                       : installed.string();
}

}  // namespace workbook::base
