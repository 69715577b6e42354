// Passes when protoc reads the contract and finds in it all that the description asks for.
#include "lessons/check/check.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <stdlib.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/process.h"
#include "lessons/check/finding.h"
#include "lessons/contract/lesson.h"

namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;
using workbook::lessons::check::Finding;
using workbook::lessons::check::Lesson;
using workbook::lessons::check::Says;

constexpr char kFile[] = "car_park.proto";

using Faults = std::vector<std::string>;

// `good` without faults; else the first two.
Finding Summary(const std::string& good, const Faults& faults) {
  if (faults.empty()) return {good};
  if (faults.size() == 1) return {faults[0]};
  const size_t more = faults.size() - 2;
  return {absl::StrCat(faults[0], "; ", faults[1],
                       more > 0 ? absl::StrCat("; and ", more, " more") : "")};
}

// Gone at the end, with what is in it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::path(::testing::TempDir()) / "workbook_contract_XXXXXX";
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string File(const char* name) const { return path_ / name; }
  std::string path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// "at `string plate = 1`: Expected ";"" for "car_park.proto:7:3: Expected ";".": the learner's file
// has other line numbers.
std::string ErrorIn(const std::vector<std::string>& output) {
  const std::vector<std::string> lines = absl::StrSplit(lesson::kContract, '\n');
  for (const std::string& error : output) {
    const std::vector<std::string> parts = absl::StrSplit(error, absl::MaxSplits(':', 3));
    if (parts.front() != kFile || absl::StrContains(error, ": warning: ")) continue;
    int line = 0;
    if (parts.size() < 4 || !absl::SimpleAtoi(parts[1], &line) || line < 1 ||
        line > static_cast<int>(lines.size())) {
      return error;
    }
    return absl::StrCat("at `", absl::StripAsciiWhitespace(lines[line - 1]), "`:", parts[3]);
  }
  return output.empty() ? "it failed" : output.back();
}

// The learner's contract, as protoc reads it.
class Contract {
 public:
  Contract() {
    const TemporaryFolder folder;
    std::ofstream(folder.File(kFile)) << lesson::kContract;
    const std::string out = folder.File("contract.binpb");
    const auto protoc = workbook::base::Process::Start(
        {.argv = {"protoc", "--proto_path=" + folder.path(), "--include_imports",
                  "--descriptor_set_out=" + out, kFile}});
    if (!protoc.ok()) {
      error_ = std::string(protoc.status().message());
      return;
    }
    const auto exit = (*protoc)->WaitForExit(std::chrono::seconds(8));
    google::protobuf::FileDescriptorSet files;
    std::ifstream bytes(out, std::ios::binary);
    if (!exit.ok() || !exit->ok() || !files.ParseFromIstream(&bytes)) {
      error_ = ErrorIn((*protoc)->lines(workbook::base::Process::Stream::kStderr));
      return;
    }
    for (const auto& file : files.file()) {
      is_proto3_ = file.syntax() == "proto3";
      file_ = pool_.BuildFile(file);  // imports come first
    }
    if (file_ == nullptr) error_ = "protobuf cannot use what protoc made of it";
  }

  const std::string& error() const { return error_; }
  bool IsProto3() const { return is_proto3_; }
  const FileDescriptor& file() const { return *file_; }

 private:
  std::string error_;
  google::protobuf::DescriptorPool pool_;
  const FileDescriptor* file_ = nullptr;
  bool is_proto3_ = false;
};

// Calls `look`, which adds what is wrong with the contract.
Finding Look(const std::string& good,
             const std::function<void(const FileDescriptor&, Faults&)>& look) {
  const Contract contract;
  if (!contract.error().empty()) return {"protoc does not read the contract"};
  Faults faults;
  look(contract.file(), faults);
  return Summary(good, faults);
}

struct Method {
  const char* name;
  const char* request;
  const char* response;
  bool client_streams;
  bool server_streams;
};

constexpr Method kMethods[] = {
    {"Enter", "EnterRequest", "EnterResponse", false, false},
    {"WatchSpaces", "WatchSpacesRequest", "WatchSpacesResponse", false, true},
    {"Pay", "PayRequest", "PayResponse", true, false},
};

enum class Kind { kText, kVehicle, kYesOrNo, kShare, kAmount, kLarge, kSigned };

struct Field {
  const char* message;
  const char* name;
  int number;
  Kind kind;
  bool repeated = false;
};

constexpr Field kFields[] = {
    {"EnterRequest", "plate", 1, Kind::kText},
    {"EnterRequest", "vehicle", 2, Kind::kVehicle},
    {"EnterRequest", "wishes", 4, Kind::kText, true},
    {"EnterResponse", "ticket", 1, Kind::kLarge},
    {"WatchSpacesRequest", "levels", 1, Kind::kSigned, true},
    {"WatchSpacesResponse", "level", 1, Kind::kSigned},
    {"WatchSpacesResponse", "occupied", 2, Kind::kShare},
    {"PayRequest", "ticket", 1, Kind::kLarge},
    {"PayRequest", "cents", 2, Kind::kAmount},
    {"PayResponse", "cents", 1, Kind::kAmount},
    {"PayResponse", "open", 2, Kind::kYesOrNo},
};

std::string NameOf(const Field& field) { return absl::StrCat(field.message, ".", field.name); }

// Null when there is none.
const FieldDescriptor* Find(const FileDescriptor& file, const Field& field) {
  const Descriptor* message = file.FindMessageTypeByName(field.message);
  return message == nullptr ? nullptr : message->FindFieldByName(field.name);
}

std::string TypeOf(const FieldDescriptor& field) {
  if (field.type() == FieldDescriptor::TYPE_ENUM) return std::string(field.enum_type()->name());
  if (field.type() == FieldDescriptor::TYPE_MESSAGE) {
    return std::string(field.message_type()->name());
  }
  return std::string(field.type_name());
}

bool IsWholeNumber(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64:
      return true;
    default:
      return false;
  }
}

// Why the type of `field` cannot hold all its values: "it is no text". Empty: it can.
std::string WhyUnfit(const FieldDescriptor& field, Kind kind) {
  const auto type = field.cpp_type();
  const auto is = [](bool fits, const char* otherwise) { return fits ? "" : otherwise; };
  switch (kind) {
    case Kind::kText:
      return is(field.type() == FieldDescriptor::TYPE_STRING, "which is not for text");
    case Kind::kVehicle:
      return is(type == FieldDescriptor::CPPTYPE_ENUM && field.enum_type()->name() == "Vehicle",
                "not a Vehicle");
    case Kind::kYesOrNo:
      return is(type == FieldDescriptor::CPPTYPE_BOOL, "which is not for yes or no");
    case Kind::kShare:
      return is(type == FieldDescriptor::CPPTYPE_DOUBLE || type == FieldDescriptor::CPPTYPE_FLOAT,
                "which has no fractions");
    case Kind::kAmount:
      return is(IsWholeNumber(field), "which is not for whole numbers");
    case Kind::kLarge:
      if (!IsWholeNumber(field)) return "which is not for whole numbers";
      return is(type == FieldDescriptor::CPPTYPE_INT64 || type == FieldDescriptor::CPPTYPE_UINT64,
                "which ends before 10 000 000 000");
    case Kind::kSigned:
      if (!IsWholeNumber(field)) return "which is not for whole numbers";
      return is(type == FieldDescriptor::CPPTYPE_INT32 || type == FieldDescriptor::CPPTYPE_INT64,
                "which has no negative numbers");
  }
  return "";
}

const ServiceDescriptor* FindService(const FileDescriptor& file) {
  return file.FindServiceByName("CarPark");
}

const MethodDescriptor* Find(const FileDescriptor& file, const Method& method) {
  const ServiceDescriptor* service = FindService(file);
  return service == nullptr ? nullptr : service->FindMethodByName(method.name);
}

BEHAVIOUR(Lesson, IsReadByProtoc, "protoc reads the contract, as proto3", "kContract[]") {
  const Contract contract;
  Finding finding{"protoc reads it as proto3"};
  if (!contract.error().empty()) {
    finding.text = contract.error();
  } else if (!contract.IsProto3()) {
    finding.text = "protoc reads it, but not as proto3";
  }
  EXPECT_THAT(finding, Says("protoc reads it as proto3"));
}

constexpr char kAllMethods[] = "3 of 3 methods are there";

BEHAVIOUR(Lesson, HasTheMethods, "A client finds Enter, WatchSpaces and Pay", "kContract[]") {
  EXPECT_THAT(
      Look(kAllMethods,
           [](const FileDescriptor& file, Faults& faults) {
             if (FindService(file) == nullptr) {
               faults.push_back("there is no service CarPark");
               return;
             }
             for (const Method& method : kMethods) {
               const MethodDescriptor* found = Find(file, method);
               const std::string path =
                   absl::StrCat("/", FindService(file)->full_name(), "/", method.name);
               if (found == nullptr) {
                 faults.push_back(absl::StrCat("there is no method ", method.name));
               } else if (file.package() != "parking.v1") {
                 faults.push_back(absl::StrCat(method.name, " is ", path,
                                               ", not /parking.v1.CarPark/", method.name));
               } else if (found->input_type()->name() != method.request) {
                 faults.push_back(absl::StrCat(method.name, " takes ", found->input_type()->name(),
                                               ", not ", method.request));
               } else if (found->output_type()->name() != method.response) {
                 faults.push_back(absl::StrCat(method.name, " returns ",
                                               found->output_type()->name(), ", not ",
                                               method.response));
               }
             }
           }),
      Says(kAllMethods));
}

std::string Direction(bool client_streams, bool server_streams) {
  if (client_streams) return server_streams ? "streams both ways" : "streams its requests";
  return server_streams ? "streams its responses" : "has no stream";
}

constexpr char kStreams[] =
    "Enter has no stream; WatchSpaces streams its responses; Pay streams its requests";

BEHAVIOUR(Lesson, StreamsTheRightWay, "Streams go in the direction of the description",
          "kContract[]") {
  Faults ways;
  const Finding finding = Look("", [&](const FileDescriptor& file, Faults& /*faults*/) {
    for (const Method& method : kMethods) {
      const MethodDescriptor* found = Find(file, method);
      ways.push_back(absl::StrCat(
          method.name, " ",
          found == nullptr ? "is missing"
                           : Direction(found->client_streaming(), found->server_streaming())));
    }
  });
  EXPECT_THAT(ways.empty() ? finding : Finding{absl::StrJoin(ways, "; ")}, Says(kStreams));
}

constexpr char kAllFields[] = "11 of 11 fields are there";

BEHAVIOUR(Lesson, HasTheFields, "Each message has its fields, with their numbers", "kContract[]") {
  EXPECT_THAT(Look(kAllFields,
                   [](const FileDescriptor& file, Faults& faults) {
                     for (const Field& field : kFields) {
                       const FieldDescriptor* found = Find(file, field);
                       if (found == nullptr) {
                         faults.push_back(absl::StrCat("there is no ", NameOf(field)));
                       } else if (found->number() != field.number) {
                         faults.push_back(absl::StrCat(NameOf(field), " has the number ",
                                                       found->number(), ", not ", field.number));
                       }
                     }
                   }),
              Says(kAllFields));
}

constexpr char kRoom[] = "11 of 11 fields have room for their values";

BEHAVIOUR(Lesson, HasRoomForTheValues, "The type of each field has room for its values",
          "kContract[]") {
  EXPECT_THAT(
      Look(kRoom,
           [](const FileDescriptor& file, Faults& faults) {
             for (const Field& field : kFields) {
               const FieldDescriptor* found = Find(file, field);
               if (found == nullptr) {
                 faults.push_back(absl::StrCat("there is no ", NameOf(field)));
               } else if (const std::string why = WhyUnfit(*found, field.kind); !why.empty()) {
                 faults.push_back(
                     absl::StrCat(NameOf(field), " is of the type ", TypeOf(*found), ", ", why));
               }
             }
           }),
      Says(kRoom));
}

constexpr char kLists[] = "levels and wishes are lists, and nothing else is";

BEHAVIOUR(Lesson, RepeatsTheLists, "Levels and wishes are lists, the other fields are not",
          "kContract[]") {
  EXPECT_THAT(Look(kLists,
                   [](const FileDescriptor& file, Faults& faults) {
                     for (const Field& field : kFields) {
                       const FieldDescriptor* found = Find(file, field);
                       if (found == nullptr) {
                         faults.push_back(absl::StrCat("there is no ", NameOf(field)));
                       } else if (found->is_repeated() != field.repeated) {
                         faults.push_back(absl::StrCat(
                             NameOf(field), field.repeated ? " holds one value" : " is a list"));
                       }
                     }
                   }),
              Says(kLists));
}

constexpr char kVehicles[] = "0 is no vehicle, 1 is VEHICLE_CAR, 2 is VEHICLE_MOTORCYCLE";

BEHAVIOUR(Lesson, KeepsZeroForUnset, "A vehicle that nobody set is neither a car nor a motorcycle",
          "kContract[]") {
  EXPECT_THAT(Look(kVehicles,
                   [](const FileDescriptor& file, Faults& faults) {
                     const FieldDescriptor* field = Find(file, kFields[1]);
                     if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM) {
                       faults.push_back("EnterRequest.vehicle is no enum");
                       return;
                     }
                     const EnumDescriptor& vehicle = *field->enum_type();
                     for (const auto& [number, name] :
                          {std::pair(1, "VEHICLE_CAR"), std::pair(2, "VEHICLE_MOTORCYCLE")}) {
                       const auto* value = vehicle.FindValueByName(name);
                       if (value == nullptr) {
                         faults.push_back(absl::StrCat("there is no value ", name));
                       } else if (value->number() != number) {
                         faults.push_back(absl::StrCat(value->number(), " is ", name));
                       }
                     }
                   }),
              Says(kVehicles));
}

constexpr char kReserved[] = "the number 3 and the name colour are reserved";

BEHAVIOUR(Lesson, KeepsTheOldFieldFree,
          "Nobody can use the number 3 or the name colour in EnterRequest", "kContract[]") {
  EXPECT_THAT(Look(kReserved,
                   [](const FileDescriptor& file, Faults& faults) {
                     const Descriptor* message = file.FindMessageTypeByName("EnterRequest");
                     if (message == nullptr) {
                       faults.push_back("there is no EnterRequest");
                       return;
                     }
                     if (const auto* used = message->FindFieldByNumber(3)) {
                       faults.push_back(absl::StrCat(used->name(), " uses the number 3"));
                     } else if (!message->IsReservedNumber(3)) {
                       faults.push_back("the number 3 is free for a new field");
                     }
                     if (message->FindFieldByName("colour") != nullptr) {
                       faults.push_back("there is a field colour");
                     } else if (!message->IsReservedName("colour")) {
                       faults.push_back("the name colour is free for a new field");
                     }
                   }),
              Says(kReserved));
}

}  // namespace
