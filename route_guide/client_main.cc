// route_guide_client: the tutorial's four sections, or one of them with your own places.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "route_guide/route_guide_client.h"
#include "rpc/program.h"

namespace {

namespace base = workbook::base;
namespace rpc = workbook::rpc;
using workbook::route_guide::RouteGuideClient;
using Numbers = std::vector<int32_t>;  // latitude, longitude, latitude, ...
using Texts = std::vector<std::string>;
using Section = std::function<absl::Status(RouteGuideClient&)>;

constexpr size_t kPointsPerRoute = 10;

::Point MakePoint(int32_t latitude, int32_t longitude) {
  ::Point point;
  point.set_latitude(latitude);
  point.set_longitude(longitude);
  return point;
}

std::string ToText(const ::Point& point) {
  return absl::StrCat("latitude: ", point.latitude(), " longitude: ", point.longitude());
}

// A whole line at once: RouteChat prints from two threads.
void PrintLine(const std::string& line) { std::puts(line.c_str()); }

void PrintHeading(const std::string& method) {
  PrintLine(absl::StrCat("-------------- ", method, " --------------"));
}

void PrintFeature(const ::Feature& feature) {
  PrintLine(absl::StrCat("Feature called ", base::Printable(feature.name()), " at ",
                         ToText(feature.location())));
}

absl::Status GetFeature(RouteGuideClient& client, const Numbers& numbers) {
  PrintHeading("GetFeature");
  for (size_t i = 0; i + 1 < numbers.size(); i += 2) {
    const auto feature = client.GetFeature(MakePoint(numbers[i], numbers[i + 1]));
    if (!feature.ok()) return feature.status();
    if (feature->name().empty()) {
      PrintLine(absl::StrCat("Found no feature at ", ToText(feature->location())));
    } else {
      PrintFeature(*feature);
    }
  }
  return absl::OkStatus();
}

::Rectangle MakeRectangle(const Numbers& corners) {
  ::Rectangle rectangle;
  *rectangle.mutable_lo() = MakePoint(corners[0], corners[1]);
  *rectangle.mutable_hi() = MakePoint(corners[2], corners[3]);
  return rectangle;
}

absl::Status ListFeatures(RouteGuideClient& client, const Numbers& corners) {
  PrintHeading("ListFeatures");
  PrintLine(absl::StrCat("Looking for features between ", corners[0] / 1e7, ", ", corners[1] / 1e7,
                         " and ", corners[2] / 1e7, ", ", corners[3] / 1e7));
  return client.ListFeatures(MakeRectangle(corners), PrintFeature);
}

// Visits ten random places of the server. The tutorial's client reads the server's data file for
// that; this one calls ListFeatures.
absl::Status RecordRoute(RouteGuideClient& client, const Numbers& corners) {
  PrintHeading("RecordRoute");
  std::vector<::Point> places;
  const absl::Status listed = client.ListFeatures(
      MakeRectangle(corners),
      [&places](const ::Feature& feature) { places.push_back(feature.location()); });
  if (!listed.ok()) return listed;
  std::shuffle(places.begin(), places.end(), std::mt19937(std::random_device()()));
  places.resize(std::min(places.size(), kPointsPerRoute));

  const auto summary = client.RecordRoute(places, [](const ::Point& point) {
    PrintLine(absl::StrCat("Visiting point ", ToText(point)));
  });
  if (!summary.ok()) return summary.status();
  PrintLine(absl::StrCat("Finished trip with ", summary->point_count(), " points"));
  PrintLine(absl::StrCat("Passed ", summary->feature_count(), " features"));
  PrintLine(absl::StrCat("Travelled ", summary->distance(), " meters"));
  PrintLine(absl::StrCat("It took ", summary->elapsed_time(), " seconds"));
  return absl::OkStatus();
}

absl::Status RouteChat(RouteGuideClient& client, const Numbers& place, const Texts& messages) {
  PrintHeading("RouteChat");
  // The places of the tutorial's five notes; with --at, every note is left at that one place.
  const std::vector<::Point> places = {MakePoint(0, 0), MakePoint(0, 1), MakePoint(1, 0),
                                       MakePoint(0, 0), MakePoint(1, 0)};
  std::vector<::RouteNote> notes(messages.size());
  for (size_t i = 0; i < messages.size(); ++i) {
    *notes[i].mutable_location() =
        place.empty() ? places[i % places.size()] : MakePoint(place[0], place[1]);
    notes[i].set_message(messages[i]);
  }
  return client.RouteChat(
      notes,
      [](const ::RouteNote& note) {
        PrintLine(absl::StrCat("Sending ", base::Printable(note.message()), " at ",
                               ToText(note.location())));
      },
      [](const ::RouteNote& note) {
        PrintLine(absl::StrCat("Received message ", base::Printable(note.message()), " at ",
                               ToText(note.location())));
      });
}

}  // namespace

int main(int argc, char** argv) {
  rpc::ClientProgram program("route_guide_client",
                             "Calls RouteGuide. Without a subcommand: all four methods in turn. "
                             "Coordinates are degrees times 10^7.",
                             50051, "route_guide_client get-feature 409146138 -746188906");
  Numbers points = {409146138, -746188906, 0, 0};
  Numbers corners = {400000000, -750000000, 420000000, -730000000};
  Numbers place;
  Texts messages = {"First message", "Second message", "Third message", "Fourth message",
                    "Fifth message"};
  std::vector<Section> sections;
  std::vector<Section> chosen;
  const auto add_section = [&](const char* name, const char* description, const Section& section) {
    sections.push_back(section);
    base::CommandLine command = program.flags().AddCommand(name, description);
    command.OnParsed([&chosen, section] {
      chosen.push_back(section);
      return absl::OkStatus();
    });
    return command;
  };
  add_section("get-feature", "What is at a point", [&](auto& c) { return GetFeature(c, points); })
      .Add("POINT", points, "Latitude and longitude")
      .Takes(2);
  add_section("list-features", "What is between two corners",
              [&](auto& c) { return ListFeatures(c, corners); })
      .Add("CORNERS", corners, "Latitude and longitude, twice")
      .Takes(4);
  add_section("record-route", "Visit ten of the server's places at random",
              [&](auto& c) { return RecordRoute(c, corners); });
  base::CommandLine chat =
      add_section("route-chat", "Leave notes, and see those left before at the place",
                  [&](auto& c) { return RouteChat(c, place, messages); });
  chat.Add("--at", place, "Latitude and longitude, for all the notes").Takes(2);
  chat.Add("MESSAGE", messages, "The notes' texts");
  if (const auto exit_code = program.Parse(argc, argv)) return *exit_code;

  RouteGuideClient client(program.Channel(), program.timeout());
  absl::Status status;
  for (const Section& section : chosen.empty() ? sections : chosen) {
    if (status.ok()) status = section(client);
  }
  return program.Report(status);
}
