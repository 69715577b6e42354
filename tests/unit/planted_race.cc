// A mistake on purpose, for the preset tsan alone: the room's log, written under a lock and read
// without. ThreadSanitizer has to find it; if it does not, its silence about the rest says nothing.
#include <atomic>
#include <cstdio>
#include <mutex>
#include <thread>

#include "chat/event_log.h"

namespace workbook::chat {
namespace {

void Race() {
  EventLog log{Retention{}};
  std::mutex mutex;
  std::atomic<bool> appended = false;
  std::thread speaker([&] {
    v1::Event event;
    event.mutable_message()->set_text("hello");
    const std::scoped_lock lock(mutex);
    log.Append(event);
    // Relaxed: it lets the reader come later, so that nothing breaks but the rules, and orders
    // nothing.
    appended.store(true, std::memory_order_relaxed);
  });
  while (!appended.load(std::memory_order_relaxed)) std::this_thread::yield();
  std::printf("read without the lock: %zu bytes\n", log.bytes());
  speaker.join();
}

}  // namespace
}  // namespace workbook::chat

int main() { workbook::chat::Race(); }
