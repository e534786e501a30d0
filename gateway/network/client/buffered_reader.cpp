#include "gateway/network/client/buffered_reader.h"

#include <algorithm>

namespace renkei::client {

tl::unexpected<ConnectionError> broken(diag::ReasonCode reason) {
    return tl::make_unexpected(
        ConnectionError{.failure = ConnectionFailure::broken, .reason = reason, .before_response = false});
}

ConnectionResult<bool> BufferedReader::more() {
    bytes_.erase(0, at_);
    at_ = 0;
    char buffer[16U << 10];
    ConnectionResult<std::size_t> n = connection_->read(buffer, sizeof buffer, deadline_);
    if (!n) {
        n.error().before_response = !any_;
        return tl::make_unexpected(std::move(n).error());
    }
    any_ = any_ || *n > 0;
    bytes_.append(buffer, *n);
    return *n > 0;
}

ConnectionResult<std::string> BufferedReader::line(std::size_t& left, Ends ends) {
    std::size_t end = 0;
    while ((end = bytes_.find('\n', at_)) == std::string::npos) {
        if (bytes_.size() - at_ > left) {
            return broken(diag::ReasonCode::answer_header_too_large);
        }
        TRY(const bool open, more());
        if (!open) {
            ConnectionError closed{.failure = ConnectionFailure::broken,
                                   .reason = diag::ReasonCode::closed_before_answer,
                                   .before_response = !any_};
            return tl::make_unexpected(std::move(closed));
        }
    }
    std::string out = bytes_.substr(at_, end - at_);
    if (out.size() > left) {
        return broken(diag::ReasonCode::answer_header_too_large);
    }
    left -= out.size();
    at_ = end + 1;
    if (out.ends_with('\r')) {
        out.pop_back();
    } else if (ends == Ends::by_crlf) {
        return broken(diag::ReasonCode::not_http);
    }
    return out;
}

ConnectionResult<bool> BufferedReader::take(std::size_t size, std::string& out) {
    while (size > 0) {
        if (empty()) {
            TRY(const bool open, more());
            if (!open) {
                return false;
            }
        }
        const std::size_t n = std::min(size, bytes_.size() - at_);
        out.append(bytes_, at_, n);
        at_ += n;
        size -= n;
    }
    return true;
}

} // namespace renkei::client
