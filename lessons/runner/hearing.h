// The judge's side of the witness: starts it, hears its verdicts, and goes on with another one when
// a server has made it hang or crash. So there is a verdict for each behaviour, whatever the server
// does.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lessons/runner/process.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::judge {

/// Opens each line that counts, of a witness and of a check's list. No JSON has this byte as it is:
/// neither what an exercise prints nor a text of a server's is taken for such a line.
inline constexpr char kMark = '\x1e';

/// What opens the line before the behaviour number `count` of a witness, from 0: its name follows.
std::string BeginningMark(int count);

/// What opens the line after it: the JSON follows.
std::string VerdictMark(int count);

/// How long a behaviour of a lesson may take, unless the reader says otherwise.
inline constexpr std::chrono::seconds kLessonTimeout{10};

class Hearing {
 public:
  /// `witness`: the program, to which the names that are left are added, separated by colons.
  /// `names`: all that will be asked for. `timeout`: how long one behaviour may take. `crash`: what
  /// is said of a witness that came down, before how it ended.
  Hearing(std::vector<std::string> witness, std::vector<std::string> names,
          std::chrono::milliseconds timeout,
          std::string crash = "it brought the judge's own client down");

  /// The verdict on one of the names, with what a witness knows of it: outcome, texts, seconds.
  v1::Verdict Hear(const std::string& name);

  /// Kills the witness and starts no other: every behaviour without a verdict has failed. For
  /// another thread.
  void Interrupt();

 private:
  void HearNext();
  void StartWitness();
  void EndWitness();
  void Conclude(std::string name, const std::string& came);  // by value: it may be one of names_
  std::string Ending();

  const std::vector<std::string> argv_;
  const std::chrono::milliseconds timeout_;
  const std::string crash_;
  std::vector<std::string> names_;  // without a verdict
  std::map<std::string, v1::Verdict> verdicts_;
  int heard_ = 0;  // of this witness
  std::mutex mutex_;
  bool interrupted_ = false;                  // guarded by mutex_
  std::unique_ptr<runner::Process> witness_;  // set and reset under mutex_
};

}  // namespace workbook::judge
