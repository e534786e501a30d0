// gzip, answers as bytes, certificates in headers, and what a peer may take: the small parts by themselves.
#include "gateway/network/http/content_coding.h"
#include "gateway/network/http/forwarded.h"
#include "gateway/network/http/peer_limits.h"
#include "gateway/network/http/response_serializer.h"

#include <gtest/gtest.h>

namespace renkei::http::content_coding_test {
namespace {

using namespace std::chrono_literals;

TEST(Gzip, goes_there_and_back) {
    for (const std::string& text : {std::string("x"), std::string(1'000'000, 'a') + "連携"}) {
        EXPECT_EQ(gunzip(gzip(text), 2'000'000).value(), text);
    }
}

// RFC 1952 2.2: as `cat a.gz b.gz` and parallel packers make it.
TEST(Gzip, of_several_members_is_what_all_of_them_hold) {
    EXPECT_EQ(gunzip(gzip("one ") + gzip("") + gzip("two"), 100).value(), "one two");
    const std::string bomb = gzip(std::string(600'000, '\0'));
    EXPECT_EQ(gunzip(bomb + bomb, 1'000'000).error().status(), 413) << "the limit is that of all";
}

TEST(Gzip, of_nothing_is_nothing) {
    const std::string empty("\x1f\x8b\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0", 20);
    EXPECT_EQ(gunzip(empty, 10).value(), "");
}

TEST(Gzip, that_unpacks_to_too_much_is_413) {
    const std::string bomb = gzip(std::string(50'000'000, '\0'));
    ASSERT_LT(bomb.size(), 500'000U);
    EXPECT_EQ(gunzip(bomb, 1'000'000).error().status(), 413);
}

TEST(Gzip, that_is_cut_off_or_broken_or_followed_by_something_is_400) {
    const std::string good = gzip("some text that is packed");
    std::string broken = good;
    broken[good.size() / 2] = static_cast<char>(broken[good.size() / 2] ^ 0x55);
    for (const std::string& bytes :
         {good.substr(0, good.size() - 1), good.substr(0, 12), broken, good + gzip("more").substr(0, 15),
          good + "tail", std::string("plain"), std::string()}) {
        EXPECT_EQ(gunzip(bytes, 1000).error().status(), 400) << bytes.size();
    }
}

// What comes out of a body that comes in pieces.
HttpResult<std::string> unpacked(std::string_view encoding, std::string_view body,
                                 const ContentDecoder::Limits& limits, std::size_t piece = SIZE_MAX) {
    std::string out;
    TRY(ContentDecoder decoder,
        ContentDecoder::open(encoding, limits, [&out](std::string_view bytes) -> HttpResult<void> {
            out += bytes;
            return {};
        }));
    for (std::string_view rest = body; !rest.empty(); rest.remove_prefix(std::min(piece, rest.size()))) {
        TRY_VOID(decoder.take(rest.substr(0, piece)));
    }
    TRY_VOID(decoder.finish());
    return out;
}

TEST(ContentCoding, other_than_gzip_is_415) {
    EXPECT_EQ(unpacked("", "x", {.bytes = 10}).value(), "x");
    EXPECT_EQ(unpacked("identity", "x", {.bytes = 10}).value(), "x");
    EXPECT_EQ(unpacked("GZIP", gzip("x"), {.bytes = 10}).value(), "x");
    for (const char* const encoding : {"br", "deflate", "gzip, gzip"}) {
        EXPECT_EQ(unpacked(encoding, "x", {.bytes = 10}).error().status(), 415) << encoding;
    }
}

TEST(ContentCoding, a_body_in_pieces_is_unpacked_like_a_whole_one) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += std::to_string(i * 7919);
    }
    const std::string packed = gzip(text);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}, packed.size() - 1}) {
        EXPECT_EQ(unpacked("gzip", packed, {.bytes = 1'000'000}, piece).value(), text) << piece;
        EXPECT_EQ(unpacked("gzip", packed + "tail", {.bytes = 1'000'000}, piece).error().status(), 400)
            << piece;
        EXPECT_EQ(unpacked("gzip", packed.substr(0, packed.size() - 1), {.bytes = 1'000'000}, piece)
                      .error()
                      .status(),
                  400)
            << piece;
    }
}

TEST(ContentCoding, a_bomb_is_refused_before_it_is_in_memory) {
    const std::string bomb = gzip(std::string(60'000'000, '\0'));
    ASSERT_LT(bomb.size(), 300'000U);
    std::size_t out = 0;
    ContentDecoder decoder = *ContentDecoder::open("gzip", {.bytes = 64U << 20},
                                                   [&out](std::string_view bytes) -> HttpResult<void> {
                                                       out += bytes.size();
                                                       return {};
                                                   });
    EXPECT_EQ(decoder.take(bomb).error().status(), 413);
    EXPECT_LE(out, 1U << 20);
}

TEST(ContentCoding, a_small_body_may_be_packed_as_well_as_it_can) {
    const std::string text(1'000'000, 'a');
    EXPECT_EQ(unpacked("gzip", gzip(text), {.bytes = 64U << 20}).value(), text);
}

TEST(SerializedResponse, takes_no_line_break_from_a_value) {
    const std::string bytes =
        serialize_response(Response{}.with("Location", "a\r\nSet-Cookie: b"), {.method = "GET"}).head;
    EXPECT_NE(bytes.find("\r\nLocation: a  Set-Cookie: b\r\n"), std::string::npos) << bytes;
}

TEST(SerializedResponse, is_compressed_if_accepted_and_worth_it) {
    const auto packed = [](Response response, std::string_view accepted) {
        return serialize_response(response, {.method = "GET", .accept_encoding = accepted})
                   .head.find("Content-Encoding: gzip") != std::string::npos;
    };
    const std::string large(2000, 'x');
    EXPECT_TRUE(packed({.media_type = "text/csv", .body = large}, "br, gzip"));
    EXPECT_FALSE(packed({.media_type = "text/csv", .body = large}, "gzip;q=0"));
    EXPECT_FALSE(packed({.media_type = "text/csv", .body = large}, ""));
    EXPECT_FALSE(packed({.media_type = "text/csv", .body = "small"}, "gzip"));
    EXPECT_FALSE(packed({.media_type = "application/pdf", .body = large}, "gzip"));
}

TEST(SerializedResponse, without_content_has_no_length) {
    for (const int status : {204, 304}) {
        const SerializedResponse bytes =
            serialize_response({.status = status, .body = "x"}, {.method = "GET"});
        EXPECT_EQ(bytes.head.find("Content-Length"), std::string::npos);
        EXPECT_TRUE(bytes.head.ends_with("\r\n\r\n"));
        EXPECT_EQ(bytes.body, "");
    }
}

TEST(CertificateInHeader, is_read_in_both_ways_of_writing) {
    const std::string pem = "-----BEGIN CERTIFICATE-----\nTUlJQg==\n-----END CERTIFICATE-----\n";
    EXPECT_EQ(certificate_in_header(":TUlJQg==:"), pem);
    EXPECT_EQ(certificate_in_header(
                  "-----BEGIN%20CERTIFICATE-----%0ATUlJQg%3D%3D%0A-----END%20CERTIFICATE-----%0A"),
              pem);
}

TEST(CertificateInHeader, anything_else_is_none) {
    const std::string percent_encoded =
        "-----BEGIN%20CERTIFICATE-----%0ATUlJQg%3D%3D%0A-----END%20CERTIFICATE-----%0A";
    for (const std::string& value : {std::string("TUlJQg=="), std::string(":TUlJ\nQg:"), std::string("::"),
                                     percent_encoded + percent_encoded, percent_encoded.substr(10),
                                     std::string("-----BEGIN%2"), std::string(":TUlJQg==:, :TUlJQg==:")}) {
        EXPECT_FALSE(certificate_in_header(value)) << value;
    }
}

TEST(PeerLimits, a_second_of_requests_may_come_at_once_and_the_rest_waits) {
    PeerLimits limits(10, 5);
    const auto start = PeerLimits::Instant{} + 1h;
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(limits.request("a", start)) << i;
    }
    EXPECT_EQ(limits.request("a", start), 1U);
    EXPECT_FALSE(limits.request("b", start)); // another peer's are its own
    EXPECT_FALSE(limits.request("a", start + 200ms));
    EXPECT_TRUE(limits.request("a", start + 200ms));
}

TEST(PeerLimits, less_than_one_a_second_is_possible) {
    PeerLimits limits(10, 0.1);
    const auto start = PeerLimits::Instant{} + 1h;
    EXPECT_FALSE(limits.request("a", start));
    EXPECT_EQ(limits.request("a", start), 10U);
    EXPECT_FALSE(limits.request("a", start + 11s));
}

TEST(PeerLimits, connections_are_counted_in_and_out) {
    PeerLimits limits(1, 5);
    ASSERT_TRUE(limits.enter("a"));
    {
        const PeerLimits::Permit permit(limits, "a");
        EXPECT_FALSE(limits.enter("a"));
    }
    EXPECT_TRUE(limits.enter("a"));
}

} // namespace
} // namespace renkei::http::content_coding_test
