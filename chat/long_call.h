// A call that would last for ever: the loop ends it when the server is about to shut down.
#pragma once

namespace workbook::chat {

class LongCall {
 public:
  /// On the loop's thread. Its last act is to be no longer in the loop's list.
  virtual void Drain() = 0;

 protected:
  ~LongCall() = default;
};

}  // namespace workbook::chat
