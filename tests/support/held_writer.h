// The one thread that writes a store, kept busy until a test releases it: other writes meanwhile wait for
// the commit.
#pragma once

#include "gateway/network/store/store.h"

#include <future>
#include <thread>

namespace renkei::test {

class HeldWriter {
public:
    explicit HeldWriter(store::Store& store)
        : thread_([this, &store] {
              (void)store.write([this](store::Transaction&) -> diag::Result<void> {
                  held_.set_value();
                  go_.get_future().wait();
                  return {};
              });
          }) {
        held_.get_future().wait();
    }
    ~HeldWriter() { let_go(); }
    HeldWriter(const HeldWriter&) = delete;
    HeldWriter& operator=(const HeldWriter&) = delete;

    void let_go() {
        if (thread_.joinable()) {
            go_.set_value();
            thread_.join();
        }
    }

private:
    std::promise<void> held_{};
    std::promise<void> go_{};
    std::thread thread_; // last: what it uses is there
};

} // namespace renkei::test
