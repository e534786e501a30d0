// Two connected sockets that do not block.
#pragma once

#include "gateway/core/base/file_descriptor.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <string_view>

namespace renkei::net::test {

class SocketPair {
public:
    SocketPair() {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
        ours_ = base::FileDescriptor(ends[0]);
        theirs_ = base::FileDescriptor(ends[1]);
    }
    int ours() const { return ours_.number(); }
    int theirs() const { return theirs_.number(); }
    void send(std::string_view bytes) const { // by the other side
        EXPECT_EQ(::send(theirs(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(bytes.size()));
    }
    void close() { theirs_ = base::FileDescriptor(-1); } // the other side

private:
    base::FileDescriptor ours_{-1};
    base::FileDescriptor theirs_{-1};
};

} // namespace renkei::net::test
