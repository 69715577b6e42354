#include "lessons/runner/error_help.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"

namespace workbook::lessons::runner {
namespace {

// For an error that contains all of `parts`.
struct Help {
  std::vector<absl::string_view> parts;
  absl::string_view text;
};

bool Fits(const Help& help, absl::string_view error) {
  return std::ranges::all_of(
      help.parts, [&](absl::string_view part) { return absl::StrContains(error, part); });
}

std::string FirstThatFits(const std::vector<Help>& helps, absl::string_view error) {
  const auto help = std::ranges::find_if(helps, [&](const Help& one) { return Fits(one, error); });
  return help == helps.end() ? "" : std::string(help->text);
}

// Both compilers' words: g++'s first where they differ. The first that fits counts.
const std::vector<Help>& CompilerErrors() {
  static const auto* helps = new std::vector<Help>{
      {{"grpc::TimePoint<", "steady_clock"},
       "A deadline is a time of std::chrono::system_clock: its now() plus the time that is left."},
      {{"grpc::TimePoint<", "system_clock"},
       "gRPC takes a time of this clock, but in the clock's own unit alone: "
       "std::chrono::time_point_cast<std::chrono::system_clock::duration>(point)."},
      {{"grpc::TimePoint<", "duration"},
       "A deadline is a point in time, not a length: std::chrono::system_clock::now() plus the "
       "length."},
      {{"Status::Status(grpc::StatusCode"},
       "absl::Status has codes of its own, with the same names and numbers: "
       "static_cast<absl::StatusCode>(code) turns gRPC's into one."},
      {{"no matching constructor for initialization of 'absl::Status'"},
       "absl::Status has codes of its own, with the same names and numbers: "
       "static_cast<absl::StatusCode>(code) turns gRPC's into one."},
      {{"from 'grpc::StatusCode' to 'grpc::Status'"},
       "A code alone is no grpc::Status; return one made of the code and a message: {code, "
       "message}."},
      {{"from 'grpc::StatusCode' to 'absl::"},
       "absl::Status has codes of its own, with the same names and numbers: "
       "static_cast<absl::StatusCode>(code) turns gRPC's into one."},
      {{"Status' to 'grpc::Status'"},
       "gRPC's handlers return a grpc::Status; an absl::Status is another type, for the code "
       "around them."},
      {{"grpc::Status' to 'absl::"},
       "A grpc::Status is not an absl::Status: make one of its error_code() and error_message()."},
      {{"marked 'override', but does not override"},
       "The base class has no method of exactly this form: compare the name, each parameter's type "
       "with "
       "its const and *, and the const behind the parentheses."},
      {{"marked 'override' hides virtual"},
       "The base class has no method of exactly this form: compare the name, each parameter's type "
       "with "
       "its const and *, and the const behind the parentheses."},
      {{"abstract class type"},
       "A method that the base class leaves open (= 0) is missing here, or differs in its "
       "parameters; "
       "a reactor, say, must have OnDone."},
      {{"ClientContext(const grpc::ClientContext&)"},
       "A ClientContext belongs to one call and cannot be copied: make one for each call."},
      {{"deleted constructor of", "unique_ptr<"},
       "A unique_ptr cannot be copied, only moved: std::move(it)."},
      {{"use of deleted function", "unique_ptr("},
       "A unique_ptr cannot be copied, only moved: std::move(it)."},
      {{"invalid use of member function", "did you forget the '()'"},
       "A message's fields are methods: field() reads one, set_field(value) sets it."},
      {{"discards qualifiers"},
       "It is const here, as a request is: it can be read, not changed. Copy it, or change "
       "another."},
      {{"undefined reference to", "lesson::"},
       "lesson.h declares this function, and the exercise does not define it: compare the name, "
       "the "
       "namespace and each parameter."},
  };
  return *helps;
}

const std::vector<Help>& Crashes() {
  static const auto* helps = new std::vector<Help>{
      {{"GRPC_CALL_ERROR_TOO_MANY_OPERATIONS"},
       "A second operation of the same kind was started on a call while the first was under way, "
       "or a "
       "second Finish: wait for the event or the reaction of the first, and finish once."},
      {{"GRPC_CALL_ERROR"},
       "gRPC refuses this operation in the state in which the call is: was it started, and is it "
       "not "
       "yet finished?"},
      {{"assertion failed: call_ == nullptr"},
       "gRPC was handed a call that it already has: was Finish called twice, or one ClientContext "
       "used "
       "for two calls?"},
      {{"assertion failed: !started_"},
       "One ClientContext serves one call: make another for each."},
      {{"pure virtual method called"},
       "A method of an object was called that was being destroyed: something outlives what it "
       "uses."},
      {{"terminate called without an active exception"},
       "A std::thread was destroyed before it was joined: join it, or use a std::jthread."},
      {{"terminate called after throwing"},
       "An exception left a function that nobody calls with a catch, such as a reaction, a thread "
       "or a "
       "destructor."},
      {{"potential deadlock"},
       "Two locks are taken in different orders, or one twice by one thread."},
      {{"double free"},
       "It was deleted twice: a reactor deletes itself in OnDone, once, and nobody else does."},
      {{"free(): invalid"},
       "It was deleted, but is not from new: gRPC owns what a context hands out."},
      {{"ended by SIGSEGV"},
       "It used memory that is not there: a pointer that nothing was assigned to, or an object "
       "that is gone."},
      {{"ended by SIGBUS"},
       "It used memory that is not there: a pointer that nothing was assigned to, or an object "
       "that is gone."},
  };
  return *helps;
}

// "E1129 06:15:01.724314095   28542 call_op_set.h:978]      text" of gRPC's log; otherwise all.
std::string WithoutLogPrefix(absl::string_view line) {
  const size_t bracket = line.find("] ");
  const bool is_log = line.size() > 5 && absl::StrContains("EIWDF", line.substr(0, 1)) &&
                      bracket != line.npos && absl::StrContains(line.substr(0, bracket), ".");
  if (!is_log) return std::string(line);
  const size_t text = line.find_first_not_of(' ', bracket + 1);
  return text == line.npos ? "" : std::string(line.substr(text));
}

bool SaysWhy(absl::string_view line) {
  for (const char* word :
       {"assertion failed", "Check failed", "API misuse", "terminate called",
        "what():", "pure virtual", "deadlock", "free()", "double free", "corrupt", "smashing"}) {
    if (absl::StrContains(line, word)) return true;
  }
  return false;
}

}  // namespace

std::string HelpWithCompiling(absl::string_view message) {
  return FirstThatFits(CompilerErrors(), message);
}

std::vector<std::string> ReasonOfCrash(const std::vector<std::string>& last_lines) {
  std::vector<std::string> all;
  std::ranges::transform(last_lines, std::back_inserter(all), WithoutLogPrefix);
  std::erase(all, "");
  std::vector<std::string> reason;
  std::ranges::copy_if(all, std::back_inserter(reason), SaysWhy);
  return reason.empty() ? all : reason;
}

std::string HelpWithCrash(const std::vector<std::string>& reason, absl::string_view exit) {
  const std::string help = FirstThatFits(Crashes(), absl::StrJoin(reason, "\n"));
  return help.empty() ? FirstThatFits(Crashes(), exit) : help;
}

}  // namespace workbook::lessons::runner
