#pragma once

#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "base/event_fd.h"
#include "lessons/runner/lesson_check.h"

namespace workbook::lessons::runner {

/// A check on a thread of its own, while the caller waits for keys and files. One thread uses it.
class BackgroundCheck {
 public:
  explicit BackgroundCheck(const Workspace& workspace) : workspace_(workspace) {}
  ~BackgroundCheck() { Stop(); }
  BackgroundCheck(const BackgroundCheck&) = delete;
  BackgroundCheck& operator=(const BackgroundCheck&) = delete;

  /// Checks `lesson`, which builds on `earlier`; stops a running check first.
  void Start(const Lesson& lesson, const std::optional<Earlier>& earlier = std::nullopt);
  /// Ends a running check and drops its result.
  void Stop();

  /// For poll(2): readable while there is a step that LastStep has not returned.
  int step_fd() const { return step_event_.fd(); }
  /// The newest text of CheckOptions::on_step.
  std::string LastStep();

  /// For poll(2): readable once the check has ended.
  int result_fd() const { return result_event_.fd(); }
  /// The result, once; none before the check has ended.
  std::optional<absl::StatusOr<CheckResult>> TakeResult();

 private:
  void Join();

  const Workspace workspace_;
  absl::Mutex mutex_;
  std::string step_ ABSL_GUARDED_BY(mutex_);
  base::EventFd step_event_;
  base::EventFd result_event_;
  absl::StatusOr<CheckResult> result_;  // the thread writes it; read after Join
  std::jthread thread_;
};

}  // namespace workbook::lessons::runner
