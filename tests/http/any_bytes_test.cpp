// Whatever comes in: readers of foreign bytes refuse or understand, and what they understand they understand
// the same way again.
#include "gateway/network/http/content_coding.h"
#include "gateway/network/http/forwarded.h"
#include "gateway/network/http/request_head.h"
#include "gateway/network/http/request_target.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace renkei::http::any_bytes_test {
namespace {

// Pieces of requests in any order, so that more than the first character is read.
std::string pieces() {
    static const std::vector<std::string> words{"GET",
                                                "POST",
                                                " ",
                                                "/",
                                                "%2F",
                                                "%",
                                                "HTTP/1.1",
                                                "\r\n",
                                                "\n",
                                                "\r",
                                                "Host: a",
                                                "Content-Length: 5",
                                                "Transfer-Encoding: chunked",
                                                ":",
                                                "?",
                                                "=",
                                                "&",
                                                "..",
                                                "\t",
                                                "\xff",
                                                std::string(1, '\0'),
                                                "Expect: 100-continue"};
    std::string out;
    for (const std::string& word : *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words))) {
        out += word;
    }
    return out;
}

RC_GTEST_PROP(AnyBytes, make_a_head_or_a_refusal_with_a_status, ()) {
    const std::string bytes = pieces();
    const HttpResult<RequestHead> head = read_head(bytes, {});
    if (!head) {
        RC_ASSERT(head.error().status() >= 400);
        return;
    }
    std::string again = head->method + " " + head->target + " HTTP/1.1\r\n";
    for (const auto& [name, value] : head->headers) {
        again += name + ": " + value + "\r\n";
    }
    const HttpResult<RequestHead> same = read_head(again + "\r\n", {});
    RC_ASSERT(same.has_value());
    RC_ASSERT(same->headers == head->headers);
}

RC_GTEST_PROP(AnyBytes, make_a_target_without_control_characters_or_none, ()) {
    const HttpResult<RequestTarget> target = read_target("/" + pieces());
    if (target) {
        for (const std::string& segment : target->path) {
            RC_ASSERT(segment != "..");
            RC_ASSERT(segment.find('\0') == std::string::npos);
            RC_ASSERT(segment.find('\n') == std::string::npos);
        }
    }
}

RC_GTEST_PROP(AnyBytes, never_unpack_to_more_than_the_limit, (const std::string& bytes)) {
    const HttpResult<std::string> out = gunzip("\x1f\x8b\x08" + bytes, 100);
    const std::size_t size = out ? out->size() : 0;
    RC_ASSERT(size <= 100U);
}

RC_GTEST_PROP(AnyBytes, in_the_fronts_header_are_one_certificate_or_none, (const std::string& bytes)) {
    const std::optional<std::string> pem = certificate_in_header(":" + bytes + ":");
    const bool two = pem && pem->find("-----BEGIN", 1) != std::string::npos;
    RC_ASSERT_FALSE(two);
}

} // namespace
} // namespace renkei::http::any_bytes_test
