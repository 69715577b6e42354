#include "lessons/runner/contracts.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>
#include <set>
#include <system_error>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/unique_fd.h"
#include "lessons/runner/run_program.h"

namespace workbook::lessons::runner {
namespace {

namespace fs = std::filesystem;
namespace protobuf = google::protobuf;

constexpr size_t kMostProtos = 50;  // of a folder that is most likely the wrong one
constexpr int kDeepest = 3;         // folders below DIR that are looked into

// A .proto as protoc understands it.
struct Parsed {
  BuildError error;  // no message: parsed
  std::unique_ptr<protobuf::DescriptorPool> pool;
  const protobuf::FileDescriptor* file = nullptr;
};

std::vector<fs::path> ProtosIn(const fs::path& folder) {
  std::vector<fs::path> protos;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code gone;
    if (entry->is_directory(gone)) {
      const bool built = name == "build" || fs::exists(entry->path() / "CMakeCache.txt", gone);
      if (built || name.starts_with(".") || entry.depth() >= kDeepest) {
        entry.disable_recursion_pending();
      }
    } else if (name.ends_with(".proto") && protos.size() < kMostProtos) {
      protos.push_back(entry->path());
    }
  }
  std::ranges::sort(protos);
  return protos;
}

// "calculator.proto:5:3: Expected ..." of protoc.
BuildError ReadProtocError(const std::vector<std::string>& output) {
  for (const std::string& line : output) {
    if (line.empty() || absl::StrContains(line, ": warning: ")) continue;
    const std::vector<std::string> parts = absl::StrSplit(line, absl::MaxSplits(": ", 1));
    const std::vector<std::string> place = absl::StrSplit(parts[0], ':');
    int number = 0;
    if (parts.size() == 2 && place.size() > 1 && absl::SimpleAtoi(place[1], &number)) {
      return {absl::StrCat(place[0], ":", place[1]), parts[1], {}};
    }
    return {"", line, {}};
  }
  return {"", "protoc failed and did not say why", {}};
}

// A file in the system's folder for such, removed at the end of its life.
class TemporaryFile {
 public:
  TemporaryFile() : path_((fs::temp_directory_path() / "workbook_XXXXXX").string()) {
    fd_ = base::UniqueFd(mkstemp(path_.data()));
  }
  ~TemporaryFile() { unlink(path_.c_str()); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  base::UniqueFd fd_;
};

// `folder` and the proto's own are the places that it imports from. protoc splits paths at colons:
// it runs in `folder`.
absl::StatusOr<Parsed> Parse(const fs::path& folder, const fs::path& proto,
                             const std::stop_token& stop) {
  const fs::path relative = proto.lexically_relative(folder);
  const fs::path own = relative.parent_path();
  const TemporaryFile set;
  const absl::StatusOr<ProgramRun> protoc =
      RunProgram({"env", "-C", folder.string(), "protoc",
                  absl::StrCat("-I", own.empty() ? "." : own.string()), "-I.", "--include_imports",
                  absl::StrCat("--descriptor_set_out=", set.path()), relative.string()},
                 stop);
  if (!protoc.ok()) return protoc.status();
  Parsed parsed;
  if (!protoc->exit.ok()) {
    parsed.error = ReadProtocError(protoc->output);
    return parsed;
  }
  protobuf::FileDescriptorSet files;
  std::ifstream written(set.path(), std::ios::binary);
  parsed.pool = std::make_unique<protobuf::DescriptorPool>();
  if (files.ParseFromIstream(&written)) {
    // Imports stand before the files that import them.
    for (const auto& file : files.file()) parsed.file = parsed.pool->BuildFile(file);
  }
  if (parsed.file == nullptr) parsed.error.message = "protoc wrote no descriptor of it";
  return parsed;
}

std::string FieldText(const protobuf::FieldDescriptor& field) {
  return absl::StrCat(field.is_repeated() ? "repeated " : "", field.type_name(), " ", field.name(),
                      " = ", field.number());
}

// The first field of `theirs`, or of a message in it, that `own` lacks or has otherwise; empty when
// both are alike on the wire. `seen` ends the recursion.
std::string DifferenceOf(const protobuf::Descriptor& own, const protobuf::Descriptor& theirs,
                         std::set<const protobuf::Descriptor*>& seen) {
  if (!seen.insert(&theirs).second) return "";
  for (int i = 0; i < theirs.field_count(); ++i) {
    const protobuf::FieldDescriptor& field = *theirs.field(i);
    const protobuf::FieldDescriptor* mine = own.FindFieldByNumber(field.number());
    if (mine == nullptr) {
      return absl::StrCat("the message ", own.name(), " has no field with the number ",
                          field.number(), "; the contract has ", FieldText(field));
    }
    if (mine->type() != field.type() || mine->is_repeated() != field.is_repeated()) {
      return absl::StrCat("the message ", own.name(), " has ", FieldText(*mine),
                          "; the contract has ", FieldText(field));
    }
    if (field.message_type() == nullptr) continue;
    std::string inner = DifferenceOf(*mine->message_type(), *field.message_type(), seen);
    if (!inner.empty()) return inner;
  }
  return "";
}

std::string Streams(const protobuf::MethodDescriptor& method) {
  return absl::StrCat(method.client_streaming() ? "a stream of requests" : "one request", " and ",
                      method.server_streaming() ? "a stream of answers" : "one answer");
}

// The same of services.
std::string DifferenceOf(const protobuf::ServiceDescriptor& own,
                         const protobuf::ServiceDescriptor& theirs) {
  std::set<const protobuf::Descriptor*> seen;
  for (int i = 0; i < theirs.method_count(); ++i) {
    const protobuf::MethodDescriptor& method = *theirs.method(i);
    const protobuf::MethodDescriptor* mine = own.FindMethodByName(method.name());
    if (mine == nullptr) {
      return absl::StrCat("the service has no method ", method.name(),
                          "; on the wire a method is its name, letter by letter");
    }
    if (mine->client_streaming() != method.client_streaming() ||
        mine->server_streaming() != method.server_streaming()) {
      return absl::StrCat(method.name(), " has ", Streams(*mine), "; the contract has ",
                          Streams(method));
    }
    for (std::string difference :
         {DifferenceOf(*mine->input_type(), *method.input_type(), seen),
          DifferenceOf(*mine->output_type(), *method.output_type(), seen)}) {
      if (!difference.empty()) return difference;
    }
  }
  return "";
}

std::string ContractNames() {
  std::vector<std::string> names;
  for (const Contract& contract : Contracts()) names.push_back(contract.full_name);
  return absl::StrJoin(names, ", ");
}

std::string HowToBegin(const Workspace& workspace) {
  const Contract& first = Contracts().front();
  std::vector<std::string> others;
  for (const Contract& one : Contracts()) {
    if (one.service != first.service) others.push_back(one.proto);
  }
  return absl::StrCat(
      "A contract is a .proto: the package, the service and its methods, and what the messages "
      "have in them; lessons/contract/README.md teaches how to write one. The easiest is ",
      first.full_name, ": copy ", (workspace.root / first.proto).string(),
      " into your folder, and read ", first.page, " on what it asks for. The others are ",
      absl::StrJoin(others, " and "), ".");
}

}  // namespace

const std::vector<Contract>& Contracts() {
  static const auto* contracts = new std::vector<Contract>{
      {"calculator", "calc.Calculator", "protos/calculator.proto", "docs/calculator.md"},
      {"order", "ecommerce.OrderManagement", "protos/order_management.proto", "docs/order.md"},
      {"route-guide", "RouteGuide", "protos/route_guide.proto", "docs/route_guide.md"},
  };
  return *contracts;
}

StepResult FindContract(const Workspace& workspace, const fs::path& folder,
                        const std::stop_token& stop, Contract& contract) {
  if (!HasProgram("protoc")) return NeedsProgram("protoc", "protobuf-compiler");
  const std::vector<fs::path> protos = ProtosIn(folder);
  if (protos.empty()) {
    return {.found = "There is no .proto in this folder.", .next = HowToBegin(workspace)};
  }
  std::optional<StepResult> wrong;  // the first that is
  std::vector<std::string> services;
  for (const fs::path& proto : protos) {
    const std::string name = proto.lexically_relative(folder).string();
    const absl::StatusOr<Parsed> parsed = Parse(folder, proto, stop);
    if (!parsed.ok()) return {.found = std::string(parsed.status().message())};
    if (parsed->file == nullptr) {
      if (!wrong) {
        wrong = {.found = absl::StrCat("protoc does not accept ", name, ":"),
                 .error = parsed->error,
                 .next =
                     "Correct that line. A .proto begins with syntax = \"proto3\"; and each "
                     "field is a type, a name and a number: int32 n1 = 1;. "
                     "lessons/contract/README.md has the rest."};
      }
      continue;
    }
    for (int i = 0; i < parsed->file->service_count(); ++i) {
      const protobuf::ServiceDescriptor& own = *parsed->file->service(i);
      const auto known = std::ranges::find_if(
          Contracts(), [&](const Contract& one) { return one.full_name == own.full_name(); });
      if (known == Contracts().end()) {
        services.push_back(absl::StrCat(name, " declares ", own.full_name()));
        continue;
      }
      const absl::StatusOr<Parsed> documents =
          Parse(workspace.root, workspace.root / known->proto, stop);
      if (!documents.ok()) return {.found = std::string(documents.status().message())};
      const protobuf::ServiceDescriptor* theirs =
          documents->file == nullptr ? nullptr
                                     : documents->pool->FindServiceByName(known->full_name);
      if (theirs == nullptr) {
        return {.found = absl::StrCat("The workbook's own ", known->proto,
                                      " cannot be read: ", documents->error.message)};
      }
      const std::string difference = DifferenceOf(own, *theirs);
      if (difference.empty()) {
        contract = *known;
        return {.passed = true, .found = absl::StrCat(name, " declares ", known->full_name, ".")};
      }
      wrong = {.found = absl::StrCat(name, " declares ", known->full_name,
                                     ", but differs from the contract: ", difference, "."),
               .next = absl::StrCat("A client and a server understand each other by the names of "
                                    "package, service and methods, and by the numbers and types of "
                                    "fields: lessons/contract/README.md. Compare with ",
                                    known->proto, ", whose names are frozen, also the odd ones.")};
    }
  }
  if (wrong) return *wrong;
  if (services.empty()) services.emplace_back("No .proto in this folder declares a service");
  return {.found = absl::StrCat(absl::StrJoin(services, "; "), "; a contract's service is one of ",
                                ContractNames(), "."),
          .next = absl::StrCat("A full name is package and service: package calc; and service "
                               "Calculator make calc.Calculator; RouteGuide has no package. ",
                               HowToBegin(workspace))};
}

}  // namespace workbook::lessons::runner
