// Buffered bytes of a connection, read by line and by count. Holds no more than one line and the bytes that
// came with it.
#pragma once

#include "gateway/network/client/connection.h"

namespace renkei::client {

tl::unexpected<ConnectionError> broken(diag::ReasonCode reason); // after the answer began

class BufferedReader {
public:
    BufferedReader(Connection& connection, TimePoint deadline)
        : connection_(&connection),
          deadline_(deadline) {}

    bool empty() const { return at_ == bytes_.size(); }
    std::size_t held() const { return bytes_.size(); }

    // What ends a line: in a head a bare LF does, too (RFC 9112 §2.2); where chunks are framed it does not
    // (§7.1).
    enum class Ends : bool { by_lf_too, by_crlf };
    // Without its end. Its size is taken from `left`; one that is longer is an error.
    ConnectionResult<std::string> line(std::size_t& left, Ends ends = Ends::by_lf_too);
    // Appends up to `size` bytes to `out`; false: closed before.
    ConnectionResult<bool> take(std::size_t size, std::string& out);

private:
    ConnectionResult<bool> more(); // false: closed

    Connection* connection_;
    TimePoint deadline_;
    std::string bytes_{};
    std::size_t at_ = 0; // what stands before is used up
    bool any_ = false;
};

} // namespace renkei::client
