#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "lessons/runner/bell.h"
#include "lessons/runner/interruption.h"
#include "lessons/runner/lesson_check.h"

namespace workbook::runner {

/// A check that goes on while its starter listens to keys and files. Used from one thread.
class BackgroundCheck {
 public:
  explicit BackgroundCheck(const Tree& tree) : tree_(tree) {}
  ~BackgroundCheck() { Stop(); }
  BackgroundCheck(const BackgroundCheck&) = delete;
  BackgroundCheck& operator=(const BackgroundCheck&) = delete;

  /// Checks `lesson`; another check that is under way is stopped first.
  void Begin(const Lesson& lesson);
  /// Nothing runs any more, and nothing is to be taken.
  void Stop();

  /// To be polled for input: readable when there is a step that was not asked for yet.
  int step_fd() const { return stepped_.fd(); }
  /// What is under way, as CheckOptions::on_step hears it.
  std::string Step();

  /// To be polled for input: readable once a check has ended.
  int fd() const { return ended_.fd(); }
  /// How it went: once. None when no check has ended, or when another one was begun since.
  std::optional<absl::StatusOr<Checked>> Take();

 private:
  void End();

  const Tree tree_;
  std::mutex mutex_;
  std::string step_;  // guarded by mutex_
  Bell stepped_;
  Bell ended_;
  std::optional<Interruption> interruption_;
  absl::StatusOr<Checked> checked_;  // the thread's, until it has ended
  std::thread thread_;
};

}  // namespace workbook::runner
