#include "route_guide/note_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace workbook::tests {
namespace {

using route_guide::NoteBoard;
using route_guide::NotePtr;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

::RouteNote Note(int32_t latitude, int32_t longitude, const std::string& message) {
  ::RouteNote note;
  note.mutable_location()->set_latitude(latitude);
  note.mutable_location()->set_longitude(longitude);
  note.set_message(message);
  return note;
}

std::vector<std::string> Messages(const std::vector<NotePtr>& notes) {
  std::vector<std::string> messages;
  for (const NotePtr& note : notes) messages.push_back(note->message());
  return messages;
}

TEST(NoteBoardTest, ReturnsAllEarlierNotesOfThePlace) {
  NoteBoard board;
  EXPECT_THAT(Messages(board.Post(Note(1, 1, "first"))), IsEmpty());
  EXPECT_THAT(Messages(board.Post(Note(1, 1, "second"))), ElementsAre("first"));
  EXPECT_THAT(Messages(board.Post(Note(1, 1, "third"))), ElementsAre("first", "second"));
  EXPECT_THAT(Messages(board.Post(Note(1, 1, "fourth"))), ElementsAre("first", "second", "third"));
}

TEST(NoteBoardTest, KeepsPlacesApart) {
  NoteBoard board;
  board.Post(Note(1, 2, "here"));
  EXPECT_THAT(Messages(board.Post(Note(2, 1, "there"))), IsEmpty());
  EXPECT_THAT(Messages(board.Post(Note(1, 3, "near"))), IsEmpty());
  EXPECT_THAT(Messages(board.Post(Note(1, 2, "here again"))), ElementsAre("here"));
}

TEST(NoteBoardTest, PutsANoteWithoutALocationAtZeroZero) {
  NoteBoard board;
  ::RouteNote nowhere;
  nowhere.set_message("nowhere");
  board.Post(nowhere);
  EXPECT_THAT(Messages(board.Post(Note(0, 0, "zero"))), ElementsAre("nowhere"));
}

TEST(NoteBoardTest, DropsTheOldestNoteOfAllPlacesFirst) {
  NoteBoard board(3 * NoteBoard::Cost(Note(1, 1, "a")));
  board.Post(Note(1, 1, "a"));
  board.Post(Note(2, 2, "b"));
  board.Post(Note(1, 1, "c"));
  EXPECT_THAT(Messages(board.Post(Note(2, 2, "d"))), ElementsAre("b"));  // drops a
  EXPECT_THAT(Messages(board.Post(Note(1, 1, "e"))), ElementsAre("c"));  // drops b
  EXPECT_THAT(Messages(board.Post(Note(2, 2, "f"))), ElementsAre("d"));  // drops c
}

TEST(NoteBoardTest, DropsAsManyNotesAsANewOneNeeds) {
  const std::string large(10'000, 'x');
  NoteBoard board(NoteBoard::Cost(Note(1, 1, large)));
  for (int i = 0; i < 10; ++i) board.Post(Note(1, 1, "small"));
  EXPECT_EQ(board.Post(Note(1, 1, large)).size(), 10U);
  EXPECT_THAT(Messages(board.Post(Note(1, 1, "small"))), ElementsAre(large));
  EXPECT_THAT(Messages(board.Post(Note(1, 1, "small"))), ElementsAre("small"));
}

TEST(NoteBoardTest, DoesNotKeepANoteThatIsLargerThanItsLimit) {
  NoteBoard board(NoteBoard::Cost(Note(1, 1, "small")));
  EXPECT_THAT(board.Post(Note(1, 1, "much larger than small")), IsEmpty());
  EXPECT_THAT(board.Post(Note(1, 1, "small")), IsEmpty());
  EXPECT_THAT(Messages(board.Post(Note(1, 1, "small"))), ElementsAre("small"));
}

TEST(NoteBoardTest, LeavesADroppedNoteToItsHolders) {
  NoteBoard board(NoteBoard::Cost(Note(1, 1, "a")));
  board.Post(Note(1, 1, "a"));
  const std::vector<NotePtr> held = board.Post(Note(1, 1, "b"));
  board.Post(Note(1, 1, "c"));
  EXPECT_THAT(Messages(held), ElementsAre("a"));
}

// Of any two notes at one place one is the earlier: n(n-1)/2 answers in any order of posting.
TEST(NoteBoardTest, NeitherLosesNorDuplicatesNotesOfConcurrentThreads) {
  constexpr size_t kThreads = 4;
  constexpr size_t kNotes = 250;
  NoteBoard board;
  std::atomic<size_t> answers = 0;
  std::vector<std::thread> threads;
  for (size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&] {
      for (size_t i = 0; i < kNotes; ++i) answers += board.Post(Note(7, 7, "x")).size();
    });
  }
  for (std::thread& thread : threads) thread.join();
  constexpr size_t kAll = kThreads * kNotes;
  EXPECT_EQ(answers.load(), kAll * (kAll - 1) / 2);
}

}  // namespace
}  // namespace workbook::tests
