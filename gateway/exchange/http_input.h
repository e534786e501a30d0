// What came over a wire and is not used up yet, read by lines and by bytes. It holds no more than a line and what came with it.
#pragma once

#include "gateway/exchange/wire.h"

namespace renkei::exchange {

tl::unexpected<Problem> broken(std::string words); // after the answer began

class Input {
public:
    Input(Wire& wire, Moment deadline) : wire_(&wire), deadline_(deadline) {}

    bool empty() const { return at_ == bytes_.size(); }
    std::size_t held() const { return bytes_.size(); }

    // What ends a line: in a head a bare LF does, too (RFC 9112 §2.2); where chunks are framed it does not (§7.1).
    enum class Ends : bool { by_lf_too, by_crlf };
    // Without its end. Its size is taken from `left`; one that is longer is an error.
    Wired<std::string> line(std::size_t& left, Ends ends = Ends::by_lf_too);
    // Appends up to `size` bytes to `out`; false: closed before.
    Wired<bool> take(std::size_t size, std::string& out);

private:
    Wired<bool> more(); // false: closed

    Wire* wire_;
    Moment deadline_;
    std::string bytes_{};
    std::size_t at_ = 0; // what stands before is used up
    bool any_ = false;
};

} // namespace renkei::exchange
