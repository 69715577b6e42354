// A chat room that breaks just what it is told to: what is behind the doors of FaultyChat.
#pragma once

#include <grpcpp/grpcpp.h>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace workbook::testing {

/// Right in everything but the behaviour whose name it is given; it keeps all that is said.
/// Thread-safe.
class FaultyLobby {
 public:
  struct Word {
    std::string sender;
    std::string text;
    std::string peer;  ///< the connection that it came on
  };

  explicit FaultyLobby(std::string broken) : broken_(std::move(broken)) {}
  bool Breaks(const char* behaviour) const { return broken_ == behaviour; }

  /// INVALID_ARGUMENT when nobody says it.
  grpc::Status Say(Word word);
  /// Says it, whatever it is.
  void Tell(Word word);

  /// A door's stream to one reader.
  struct Line {
    std::function<void()> announce;  ///< sends the initial metadata
    std::function<bool(const Word&)> write;
  };
  /// Serves a reader until it leaves or the room stops.
  grpc::Status Read(grpc::ServerContext& context, bool with_history, const Line& line);
  void Stop();

 private:
  struct Reader {
    int id;
    size_t next;  // in log_
    std::string peer;
    std::optional<size_t> owed = {};  // passed over, and due now
    bool idle = false;
    int numbers = 0;  // heard so far
    std::string last = {};
  };

  size_t FirstFor(bool with_history);
  Word Take(std::unique_lock<std::mutex>& lock, Reader& reader);
  bool Misses(Reader& reader, const Word& word) const;
  bool Write(const Line& line, const Word& word);
  void AwaitNewsSince(std::unique_lock<std::mutex>& lock, size_t size,
                      const grpc::ServerContext& context);
  void BurnUntilSomebodyComes(std::unique_lock<std::mutex>& lock);
  void WaitForNews(std::unique_lock<std::mutex>& lock, Reader& reader);

  const std::string broken_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Word> log_;
  int readers_ = 0;
  int next_id_ = 0;
  size_t replayed_ = 0;  // of log_, to somebody
  bool stopped_ = false;
  std::mutex writing_;
};

}  // namespace workbook::testing
