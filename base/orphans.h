// The processes that a child leaves behind when it ends.
#pragma once

namespace workbook::base {

/// While one lives, a process whose parent has ended becomes a child of this program instead of
/// init's: what a killed ninja was compiling, or a server that went into the background. The
/// destructor kills all children of this program, and theirs. Make it before anything else that
/// starts processes, so that it ends after them.
class OrphanKiller {
 public:
  OrphanKiller();
  ~OrphanKiller();
  OrphanKiller(const OrphanKiller&) = delete;
  OrphanKiller& operator=(const OrphanKiller&) = delete;
};

}  // namespace workbook::base
