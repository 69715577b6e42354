// The judge's side of the witness: starts it, hears its verdicts, and goes on with another one when
// a server has made it hang or crash. So there is a verdict for each behaviour, whatever the server
// does.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lessons/runner/process.h"
#include "workbook/judge/v1/judge.pb.h"

namespace workbook::judge {

/// What opens the line before the behaviour number `count` of a witness, from 0: its name follows.
std::string BeginningMark(int count);

/// What opens the line after it: the JSON follows.
std::string VerdictMark(int count);

class Hearing {
 public:
  /// `witness`: the program, to which the names that are left are added, separated by colons.
  /// `names`: all that will be asked for. `timeout`: how long one behaviour may take.
  Hearing(std::vector<std::string> witness, std::vector<std::string> names,
          std::chrono::milliseconds timeout);

  /// The verdict on one of the names, with what a witness knows of it: outcome, texts, seconds.
  v1::Verdict Hear(const std::string& name);

 private:
  void HearNext();
  void StartWitness();
  void Conclude(std::string name, const std::string& came);  // by value: it may be one of names_

  const std::vector<std::string> argv_;
  const std::chrono::milliseconds timeout_;
  std::vector<std::string> names_;  // without a verdict
  std::map<std::string, v1::Verdict> verdicts_;
  std::unique_ptr<runner::Process> witness_;
  int heard_ = 0;  // of this witness
};

}  // namespace workbook::judge
