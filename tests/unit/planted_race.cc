// A deliberate mistake, for the preset tsan only: the room's log, written under a lock and read
// without it. If ThreadSanitizer does not find it, a clean run of the other tests proves nothing.
#include <atomic>
#include <cstdio>
#include <thread>

#include "base/mutex.h"
#include "chat/core/event_log.h"

namespace workbook::tests {
namespace {

namespace v1 = ::workbook::chat::v1;

using chat::core::EventLog;
using chat::core::Retention;

void Race() {
  EventLog log{Retention{}};
  base::Mutex mutex;
  std::atomic<bool> appended = false;
  std::jthread writer([&] {
    chat::v1::Event event;
    event.mutable_message()->set_text("hello");
    const base::MutexLock lock(mutex);
    log.Append(event);
    // Relaxed: delays the reader, so that the race does no harm, but orders nothing.
    appended.store(true, std::memory_order_relaxed);
  });
  while (!appended.load(std::memory_order_relaxed)) std::this_thread::yield();
  std::printf("read without the lock: %zu bytes\n", log.bytes());
}

}  // namespace
}  // namespace workbook::tests

int main() { workbook::tests::Race(); }
